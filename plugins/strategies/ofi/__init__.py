"""Leans with order-flow imbalance: rests on the side that the flow pushes away from, crosses where it pushes hard."""
