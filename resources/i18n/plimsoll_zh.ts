<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
    <context>
        <name>plimsoll</name>
        <message>
            <location filename="../../panels/time_and_sales/view_model.py"></location>
            <source> Scrolled back, {n} new.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/app/feed_notice.py"></location>
            <source>1 gap</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>1 order</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/app/feed_notice.py"></location>
            <source>1 unit</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/settings/log.toml"></location>
            <source>A file that grows beyond this is closed and a new one begun.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/app/composition.py"></location>
            <source>A setting is not used</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/badge.py"></location>
            <source>Age of the data</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Aggressor</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/settings/alerts.toml"></location>
            <source>Alerts</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/time_and_sales/view_model.py"></location>
            <source>All sizes</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/settings/appearance.toml"></location>
            <source>Appearance</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Ask {0}</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Auction</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>B</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>B/S</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/replay/view.py"></location>
            <source>Back to before the last unit</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Before the open</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/view.py"></location>
            <source>Best prices</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Bid {0}</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/order_book/view_model.py"></location>
            <source>Bid {qty} at {price}</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/app/feed_notice.py"></location>
            <source>Book gapped, resyncing</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/order_book/view_model.py"></location>
            <source>By the spread</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/chart/plugin.toml"></location>
            <source>Candles with the session VWAP and its bands, and volume. Keys 1 to 7 choose the period, N follows now.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/view.py"></location>
            <location filename="../../panels/order_book/view.py"></location>
            <source>Centre on the market</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/chart/plugin.toml"></location>
            <source>Chart</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/order_book/view.py"></location>
            <source>Click trading is locked</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/order_book/view.py"></location>
            <source>Click trading off</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/replay/plugin.toml"></location>
            <source>Clock, play, step, speed, scrub bar and jump of a recording; the clock alone for a live or simulated feed.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Closed</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/view.py"></location>
            <source>Coarser price step</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/settings/appearance.toml"></location>
            <source>Colour of a rise. By region: red in China, Japan and Korea, green elsewhere. Sides and danger never change.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/themes/colour-blind.toml"></location>
            <source>Colour-blind</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/settings/appearance.toml"></location>
            <source>Colours. The colour-blind theme keeps sides and directions apart in all three colour deficiencies.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/view_model.py"></location>
            <source>Column 100 ms</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/view_model.py"></location>
            <source>Column {time}</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Columns appear with the first quote or order.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/plugin_host/runtime.py"></location>
            <source>Correct the plugin or its budget, then enable it again.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Crossed</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/view.py"></location>
            <source>Ctrl wheel</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/app/status_bar.py"></location>
            <source>Damaged</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/themes/dark.toml"></location>
            <source>Dark</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/view_model.py"></location>
            <source>Day</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Day vol</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/settings/appearance.toml"></location>
            <source>Density</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/plugin.toml"></location>
            <source>Depth heatmap</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/heatmap.py"></location>
            <source>Depth heatmap with trades</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/view_model.py"></location>
            <source>Depth of {symbol} over {span}, {place}.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Depth totals not known while gapped</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/settings/alerts.toml"></location>
            <source>Desktop notifications</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/app/feed_notice.py"></location>
            <source>End of the recording</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/time_and_sales/plugin.toml"></location>
            <source>Every print with time, price, size and aggressor; sweeps as groups. F filters by size, → unfolds, Home returns to the newest.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/app/feed_notice.py"></location>
            <source>Feed failed after {units}</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Feed gap: prints may be missing</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/app/status_bar.py"></location>
            <source>Feed {source} age</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/settings/log.toml"></location>
            <source>Files kept</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/view.py"></location>
            <source>Finer price step</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/view.py"></location>
            <source>Follow the newest column (Home)</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/app/status_bar.py"></location>
            <source>Frame</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/settings/alerts.toml"></location>
            <source>Free space of the data folder below which a risk alert on `disk` speaks, where the rule names no threshold.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/app/status_bar.py"></location>
            <source>Gaps</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/replay/view.py"></location>
            <source>Go to the end</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/replay/view.py"></location>
            <source>Go to the start</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/view.py"></location>
            <source>Heatmap</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/settings/appearance.toml"></location>
            <source>Height of rows, titles and controls at the same size of text.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/settings/alerts.toml"></location>
            <source>How an alert calls. The rules themselves are kept in `alerts.json` beside the settings.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/settings/alerts.toml"></location>
            <source>How far a price must go back behind its threshold before the same rule may speak again.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/settings/log.toml"></location>
            <source>How many closed files are kept; older ones are deleted.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/settings/appearance.toml"></location>
            <source>How the terminal looks. Every change shows at once.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/settings/window.toml"></location>
            <source>How the terminal starts.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/plugin_host/runtime.py"></location>
            <source>Its thread cannot be ended and is left to itself: restart the terminal when you can.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/replay/view.py"></location>
            <source>Jump to 16:21:07</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/replay/view.py"></location>
            <source>Jump to a UTC time of the recording (J)</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/replay/view.py"></location>
            <source>Jump to time</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/buttons.py"></location>
            <source>Key {key}</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/settings/shortcuts.toml"></location>
            <source>Keys by action, such as `"window.palette" = "Ctrl+K"`; empty takes the key away. The keyboard editor writes them.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/order_book/view.py"></location>
            <source>LOCKED</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/order_book/plugin.toml"></location>
            <location filename="../../panels/order_book/view.py"></location>
            <source>Ladder</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/settings/appearance.toml"></location>
            <source>Language</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/settings/appearance.toml"></location>
            <source>Language of the window: English or Simplified Chinese. Commands stay English.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/settings/alerts.toml"></location>
            <source>Least time between two sounds and between two notifications of the same rule. Every event is listed.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/settings/log.toml"></location>
            <source>Level</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/themes/light.toml"></location>
            <source>Light</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/settings/alerts.toml"></location>
            <source>Little disk left</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Locked</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/settings/log.toml"></location>
            <source>Log</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Lower it with F.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/replay/view_model.py"></location>
            <source>Max</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/settings/alerts.toml"></location>
            <source>Memory of the terminal above which a risk alert on `memory` speaks, where the rule names no threshold.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/settings/alerts.toml"></location>
            <source>Much memory used</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/settings/window.toml"></location>
            <source>Name of the workspace that opens at start; `last` is the one in force when the terminal was closed.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>No book history yet</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>No book yet</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>No trade passes the size filter</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>No trades yet</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/notice.py"></location>
            <source>Notice</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/view.py"></location>
            <source>Now</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/replay/view.py"></location>
            <source>One unit on</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/app/feed_notice.py"></location>
            <source>Opening: {feed}</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/ladder.py"></location>
            <source>Order book ladder</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Own, q ahead</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/replay/view.py"></location>
            <source>Pause</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/settings/alerts.toml"></location>
            <source>Pause between two calls</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/scrub_bar.py"></location>
            <source>Place in the recording</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/replay/view.py"></location>
            <source>Play</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/app/feed_notice.py"></location>
            <source>Play again</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/replay/view.py"></location>
            <source>Play or pause</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Price</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/order_book/view.py"></location>
            <source>Price step</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/order_book/view.py"></location>
            <source>Price step of a row (+ and −)</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Price {0}</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Prices appear with the first quote or order.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/time_and_sales/plugin.toml"></location>
            <source>Prints below this many lots are left out.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Quotes only</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/replay/view_model.py"></location>
            <source>Rebuilding the book {share}</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/app/feed_notice.py"></location>
            <source>Rebuilding the book, {progress}</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/replay/plugin.toml"></location>
            <source>Replay</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/replay/view.py"></location>
            <source>Replay transport</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Resting size</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/view.py"></location>
            <source>Return to now</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/time_and_sales/view.py"></location>
            <source>Return to the newest</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/settings/appearance.toml"></location>
            <source>Rising prices</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>S</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Scrolled back. Home returns to the newest.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/settings/shortcuts.toml"></location>
            <source>Shortcuts</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/view.py"></location>
            <source>Show or hide: {layer}</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/settings/log.toml"></location>
            <source>Size of a file</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/settings/appearance.toml"></location>
            <source>Size of text as a multiple of the design's; rows grow with it.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Size {0}</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/order_book/plugin.toml"></location>
            <source>Sizes at each price on a grid that stands still, with day volume. Arrows choose a row, + and − the price step, C centres.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Sizes hidden</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/app/feed_notice.py"></location>
            <source>Sizes stay hidden until the book is whole.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/settings/alerts.toml"></location>
            <source>Sound</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/replay/view.py"></location>
            <source>Speed</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Stale</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/app/feed_notice.py"></location>
            <source>Stale {age}, limit 1.0 s</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/app/status_bar.py"></location>
            <source>Status</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/order_book/view.py"></location>
            <source>Step {price}</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/settings/appearance.toml"></location>
            <source>Text size</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/plugin.toml"></location>
            <source>The book's history with best prices and trades. The wheel zooms time, with Ctrl price; dragging goes back; C centres, Home is now.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>The first print appears here as it happens.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/settings/log.toml"></location>
            <source>The least severe line that is kept.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/replay/view_model.py"></location>
            <source>The simulated exchange makes the day as it goes: there is nothing to scrub.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/settings/appearance.toml"></location>
            <source>Theme</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/replay/view_model.py"></location>
            <source>This feed is live: there is nothing to scrub.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/order_book/view.py"></location>
            <source>This session takes no orders; a click on a price only marks the row.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/order_book/plugin.toml"></location>
            <source>Ticks per row when the panel opens; 0 lets the spread decide.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Time UTC</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/time_and_sales/plugin.toml"></location>
            <location filename="../../panels/time_and_sales/view.py"></location>
            <location filename="../../terminal/widgets/tape.py"></location>
            <source>Time and sales</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/chart/plugin.toml"></location>
            <source>Time covered by one candle when the panel opens; 0 chooses by the session.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/view.py"></location>
            <source>Time shown</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/plugin.toml"></location>
            <source>Time shown when the panel opens.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/replay/view_model.py"></location>
            <source>To replay a recording: plimsoll run --replay FILE</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/settings/window.toml"></location>
            <source>Tour was shown</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Trade</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/view.py"></location>
            <source>Trades</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Trading</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Trading halted</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/time_and_sales/view.py"></location>
            <source>Unfold every sweep</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/app/status_bar.py"></location>
            <source>Units</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/app/status_bar.py"></location>
            <source>Updates</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/replay/view.py"></location>
            <source>Venue clock</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Volatility pause</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/settings/alerts.toml"></location>
            <source>Way back</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/settings/log.toml"></location>
            <source>What is written to `logs/plimsoll.log`. Secrets are blotted out before they reach it.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/settings/alerts.toml"></location>
            <source>Whether alerts may be heard. Without a player of sounds the terminal beeps.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/settings/alerts.toml"></location>
            <source>Whether alerts may show a notification of the desktop, also while the window is hidden.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/time_and_sales/plugin.toml"></location>
            <source>Whether sweeps show each of their prints.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/settings/window.toml"></location>
            <source>Whether the tour of the first run is over. It can be taken again from the palette.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Whole again after {0}</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/settings/window.toml"></location>
            <source>Window</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../resources/settings/window.toml"></location>
            <source>Workspace at start</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>X</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/view.py"></location>
            <source>Zoom in</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/view.py"></location>
            <source>Zoom out</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/view_model.py"></location>
            <source>a chosen time</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>ask {0} {1}</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/order_book/view_model.py"></location>
            <source>ask {qty} at {price}</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/replay/view.py"></location>
            <source>auction</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>best ask</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>best bid</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>bid and ask both {0}</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>bid {0} over ask {1}</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>bid {0} {1}</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <location filename="../../panels/time_and_sales/view_model.py"></location>
            <source>buy</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <location filename="../../panels/time_and_sales/view_model.py"></location>
            <source>cross</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/order_book/view_model.py"></location>
            <source>crossed</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/replay/view.py"></location>
            <source>damage</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/app/status_bar.py"></location>
            <location filename="../../terminal/widgets/badge.py"></location>
            <source>ended</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/app/status_bar.py"></location>
            <location filename="../../terminal/widgets/badge.py"></location>
            <source>failed</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>feed gap since {0}, until resync</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>feed gap, until resync</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/time_and_sales/view_model.py"></location>
            <source>from {qty}</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/time_and_sales/view_model.py"></location>
            <source>from {qty} sh</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/replay/view.py"></location>
            <source>gap</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>gap {0}</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>gap {0} so far</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/app/status_bar.py"></location>
            <source>gapped</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/badge.py"></location>
            <source>gapped, resyncing</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>h</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>h B</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>h S</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/replay/view.py"></location>
            <source>halt</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>hid. buy</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>hid. sell</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>hidden</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/time_and_sales/view_model.py"></location>
            <source>hidden order</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>imb {0}%</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/plugin_host/runtime.py"></location>
            <source>it said {n} signals more than its {rate} a second allow</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/plugin_host/runtime.py"></location>
            <source>its loop</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>last update {0} UTC</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/app/status_bar.py"></location>
            <source>late</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/badge.py"></location>
            <source>late {age}</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/replay/view.py"></location>
            <source>live clock, ns</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/app/status_bar.py"></location>
            <source>loading</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/badge.py"></location>
            <source>loading {percent}%</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/order_book/view_model.py"></location>
            <source>locked</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/time_and_sales/view_model.py"></location>
            <source>match {id}</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/time_and_sales/view_model.py"></location>
            <source>no aggressor</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/order_book/view_model.py"></location>
            <source>no ask</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/order_book/view_model.py"></location>
            <source>no bid</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/time_and_sales/view_model.py"></location>
            <source>not counted in volume</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>not known</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>nothing resting</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>now</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/app/status_bar.py"></location>
            <location filename="../../terminal/widgets/badge.py"></location>
            <source>paused</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>price</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <location filename="../../panels/time_and_sales/view_model.py"></location>
            <source>sell</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>since {0} UTC</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>spread</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/order_book/view_model.py"></location>
            <source>spread {n} ticks</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/app/status_bar.py"></location>
            <source>stale</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/badge.py"></location>
            <source>stale {age}</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/view.py"></location>
            <source>step {price}</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/time_and_sales/view_model.py"></location>
            <source>sweep of {n} prints</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>sweep, {0} levels</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>sweep, {0} levels, {1}</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>sweep, {0} lv</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>sweep, {0} lv, {1}</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/plugin_host/runtime.py"></location>
            <source>switched off</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/plugin_host/runtime.py"></location>
            <source>the process grew by {mb} MB in its calls, its limit is {limit} MB</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/view_model.py"></location>
            <source>up to now</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/replay/view.py"></location>
            <source>venue clock, ns</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>{0} lv</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>{0} new</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>{0} orders</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>{0} records skipped, display fell behind</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/plugin_host/runtime.py"></location>
            <source>{call} has not ended after {ms} ms, its limit is {limit} ms</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/plugin_host/runtime.py"></location>
            <source>{call} raised {fault}</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/plugin_host/runtime.py"></location>
            <source>{call} took longer than its {limit} ms in {n} of the last {seen} calls</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/replay/view_model.py"></location>
            <source>{done:,} / {total:,} msgs</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/app/feed_notice.py"></location>
            <source>{done:,} / {total:,} units</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/app/feed_notice.py"></location>
            <source>{feed} ended without a reason.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/app/feed_notice.py"></location>
            <source>{feed} sends nothing. Shown is the last received; it goes on by itself when the feed does.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/app/feed_notice.py"></location>
            <source>{feed}: panels fill as the recording is read.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/app/feed_notice.py"></location>
            <source>{gaps} in {feed}.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/app/feed_notice.py"></location>
            <source>{n:,} gaps</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/app/feed_notice.py"></location>
            <source>{n:,} messages of the day so far; the panels fill as they come.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/app/feed_notice.py"></location>
            <source>{n:,} units</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/order_book/view_model.py"></location>
            <source>{price}  (1 tick)</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/order_book/view_model.py"></location>
            <source>{price}  ({n} ticks)</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/time_and_sales/view_model.py"></location>
            <source>{qty} at {price} {currency}</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/replay/view_model.py"></location>
            <source>{rate} msgs/s</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/order_book/view_model.py"></location>
            <source>{symbol} · step {price}</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/order_book/view_model.py"></location>
            <source>{symbol} · tick {price}</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/order_book/view_model.py"></location>
            <source>{symbol}: feed gap, sizes not known.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/time_and_sales/view_model.py"></location>
            <source>{symbol}: no trades yet.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/scrub_bar.py"></location>
            <source>{time} UTC: click or drag to go there</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/view_model.py"></location>
            <source>{time} back</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/replay/view_model.py"></location>
            <source>{time} is outside the recording, {first} to {last} UTC</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../panels/replay/view_model.py"></location>
            <source>{typed!r} is no time; write 16:21 or 16:21:07.318</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../terminal/app/feed_notice.py"></location>
            <source>{units} applied, {gaps}, {damaged:,} damaged.</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Σ 10 lv</source>
            <translation type="unfinished"></translation>
        </message>
    </context>
</TS>
