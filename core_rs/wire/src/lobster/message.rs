//! One row of a LOBSTER message file.

use crate::fields::{columns, integer, rounded, shown, whole_quantity};
use crate::lines::Refusal;
use plimsoll_types::{EventFlags, MarketBody, OrderId, Price, Qty, Side, TradingStatus};

const COLUMNS: [&str; 6] = ["Time", "Type", "OrderId", "Size", "Price", "Direction"];
const DAY_NS: i64 = 86_400_000_000_000;

/// The type column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum MessageType {
    /// 1: a new limit order.
    Add = 1,
    /// 2: part of an order is cancelled.
    PartialCancel = 2,
    /// 3: an order is deleted.
    Delete = 3,
    /// 4: a visible order trades.
    Execution = 4,
    /// 5: a hidden order trades.
    HiddenExecution = 5,
    /// 6: a cross.
    Cross = 6,
    /// 7: a halt (price -1), quoting resumes (0), trading resumes (1).
    Halt = 7,
}

/// One message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message {
    /// Nanoseconds after New York midnight.
    pub time_ns: i64,
    /// What happened.
    pub kind: MessageType,
    /// The venue's order reference number, zero where the row has none.
    pub order_id: OrderId,
    /// Shares.
    pub qty: Qty,
    /// Price; for [`MessageType::Halt`] the code is in [`status`](Self::status) instead.
    pub px: Price,
    /// Side of the resting order.
    pub side: Side,
    /// Of [`MessageType::Halt`] rows.
    pub status: TradingStatus,
}

impl Message {
    /// Whether the row is the header that some distributors put first: six names, the first of them of time.
    #[must_use]
    pub fn is_header(line: &[u8]) -> bool {
        line.get(..4).is_some_and(|start| start.eq_ignore_ascii_case(b"time")) && columns(line, &COLUMNS).is_ok()
    }

    /// Parses a row.
    ///
    /// # Errors
    /// [`Refusal`] naming the column.
    pub fn parse(line: &[u8]) -> Result<Self, Refusal> {
        let [time, kind, order_id, size, price, direction] = columns(line, &COLUMNS)?;
        let kind = parse_type(kind)?;
        let (px, status) = parse_price(price, kind)?;
        let qty = whole_quantity(integer(size, "Size")?, "Size")?;
        if kind == MessageType::Add && qty == Qty::ZERO {
            return Err(Refusal::new("Size", "0 is no size of a new order"));
        }
        Ok(Self {
            time_ns: parse_time(time)?,
            kind,
            order_id: parse_order_id(order_id, kind)?,
            qty,
            px,
            side: parse_direction(direction)?,
            status,
        })
    }

    /// The event it is, and its flags.
    #[must_use]
    pub fn event(&self) -> (MarketBody, EventFlags) {
        let Self { order_id, qty, px, side, .. } = *self;
        let resting = Some(side);
        let body = match self.kind {
            MessageType::Add => MarketBody::AddOrder { order_id, side, px, qty },
            MessageType::PartialCancel => MarketBody::ReduceOrder { order_id, qty, px, side: resting },
            MessageType::Delete => MarketBody::DeleteOrder { order_id, qty, px, side: resting },
            MessageType::Execution => MarketBody::ExecuteOrder { order_id, qty, px, side: resting },
            MessageType::HiddenExecution => {
                MarketBody::Trade { px, qty, aggressor: Some(side.opposite()), match_id: 0 }
            }
            MessageType::Cross => MarketBody::Trade { px, qty, aggressor: None, match_id: 0 },
            MessageType::Halt => MarketBody::Status { status: self.status, reason: [0; 4] },
        };
        let flags = match self.kind {
            MessageType::HiddenExecution => EventFlags::HIDDEN,
            MessageType::Cross => EventFlags::CROSS,
            _ => EventFlags::default(),
        };
        (body, flags)
    }

    /// What it adds to the displayed quantity at its price; zero where it touches no displayed order.
    #[must_use]
    pub const fn displayed_change(&self) -> i64 {
        match self.kind {
            MessageType::Add => self.qty.raw(),
            MessageType::PartialCancel | MessageType::Delete | MessageType::Execution => -self.qty.raw(),
            MessageType::HiddenExecution | MessageType::Cross | MessageType::Halt => 0,
        }
    }
}

/// Distributors that went through doubles write more decimals than nanoseconds.
fn parse_time(text: &[u8]) -> Result<i64, Refusal> {
    let time_ns = rounded(text, 9).map_err(|why| Refusal::new("Time", format!("{}: {why}", shown(text))))?;
    if (0..DAY_NS).contains(&time_ns) {
        Ok(time_ns)
    } else {
        Err(Refusal::new("Time", format!("{} is not within a day", shown(text))))
    }
}

fn parse_type(text: &[u8]) -> Result<MessageType, Refusal> {
    Ok(match text {
        b"1" => MessageType::Add,
        b"2" => MessageType::PartialCancel,
        b"3" => MessageType::Delete,
        b"4" => MessageType::Execution,
        b"5" => MessageType::HiddenExecution,
        b"6" => MessageType::Cross,
        b"7" => MessageType::Halt,
        _ => return Err(Refusal::new("Type", format!("{} is none of 1 to 7", shown(text)))),
    })
}

fn parse_order_id(text: &[u8], kind: MessageType) -> Result<OrderId, Refusal> {
    match integer(text, "OrderId")? {
        -1 if matches!(kind, MessageType::Cross | MessageType::Halt) => Ok(OrderId(0)),
        id => u64::try_from(id).map(OrderId).map_err(|_| Refusal::new("OrderId", format!("{id} is negative"))),
    }
}

fn parse_price(text: &[u8], kind: MessageType) -> Result<(Price, TradingStatus), Refusal> {
    let value = integer(text, "Price")?;
    if kind == MessageType::Halt {
        let status = match value {
            -1 => TradingStatus::Halted,
            0 => TradingStatus::QuotationOnly,
            1 => TradingStatus::Trading,
            _ => return Err(Refusal::new("Price", format!("{value} is none of the halt codes -1, 0, 1"))),
        };
        return Ok((Price::UNSET, status));
    }
    match Price::from_scaled(value, 4) {
        Some(px) if value > 0 => Ok((px, TradingStatus::Unknown)),
        _ => Err(Refusal::new("Price", format!("{value} is no price"))),
    }
}

fn parse_direction(text: &[u8]) -> Result<Side, Refusal> {
    match text {
        b"1" => Ok(Side::Buy),
        b"-1" => Ok(Side::Sell),
        _ => Err(Refusal::new("Direction", format!("{} is neither 1 nor -1", shown(text)))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_a_row_is_read_exactly() {
        let message = Message::parse(b"34200.004241176,1,16113575,18,5853300,1").unwrap();
        assert_eq!(message.time_ns, 34_200_004_241_176);
        assert_eq!(message.px.to_string(), "585.33");
        assert_eq!(message.displayed_change(), 18 * Qty::ONE);
    }

    #[test]
    fn test_times_that_went_through_doubles_are_rounded() {
        let message = Message::parse(b"34200.00424117600004,1,16113575,18,5853300,1").unwrap();
        assert_eq!(message.time_ns, 34_200_004_241_176);
    }

    #[test]
    fn test_a_header_has_six_names() {
        assert!(Message::is_header(b"Time,Type,OrderId,Size,Price,Direction"));
        assert!(Message::is_header(b"timestamp,event,order,size,price,side"));
        assert!(!Message::is_header(b"time,price,qty") && !Message::is_header(b"34200.0,1,1,1,1,1"));
    }

    #[test]
    fn test_the_aggressor_of_a_hidden_execution_is_opposite_to_the_resting_side() {
        let (body, flags) = Message::parse(b"34200.01746,5,0,1,2238200,-1").unwrap().event();
        assert!(matches!(body, MarketBody::Trade { aggressor: Some(Side::Buy), .. }));
        assert!(flags.contains(EventFlags::HIDDEN));
    }

    #[test]
    fn test_halt_codes_stand_in_the_price_column() {
        for (row, status) in [
            (&b"35000.5,7,0,0,-1,-1"[..], TradingStatus::Halted),
            (b"35000.5,7,0,0,0,-1", TradingStatus::QuotationOnly),
            (b"35000.5,7,-1,0,1,-1", TradingStatus::Trading),
        ] {
            let (body, _) = Message::parse(row).unwrap().event();
            assert_eq!(body, MarketBody::Status { status, reason: [0; 4] });
        }
    }

    #[test]
    fn test_bad_rows_are_refused_by_column() {
        for (row, field) in [
            (&b"34200,1,x,100,2238200,1"[..], "OrderId"),
            (b"34200,1,77,100", "Price"),
            (b"34200,9,77,100,2238200,1", "Type"),
            (b"34200,1,77,-100,2238200,1", "Size"),
            (b"34200,1,77,100,2238200,3", "Direction"),
            (b"34200,1,77,100,2238200,-", "Direction"),
            (b"34200,1,77,100,0,1", "Price"),
            (b"34200,1,77,0,2238200,1", "Size"),
            (b"99999,1,77,100,2238200,1", "Time"),
            (b"34200,1,77,100,2238200,1,7", "Direction"),
            (b"34200,7,0,0,2,-1", "Price"),
            (b"34200,1,-1,100,2238200,1", "OrderId"),
        ] {
            assert_eq!(Message::parse(row).unwrap_err().field, field, "{}", shown(row));
        }
    }
}
