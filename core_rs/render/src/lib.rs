//! Ladder, heatmap and tape composited into caller-owned RGB32 buffers.
