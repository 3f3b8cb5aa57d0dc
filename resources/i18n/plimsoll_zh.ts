<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
    <context>
        <name>plimsoll</name>
        <message>
            <location filename="../../panels/log/view_model.py"></location>
            <source>  (+{n} lines)</source>
            <translation>  （另有 {n} 行）</translation>
        </message>
        <message>
            <location filename="../../panels/time_and_sales/view_model.py"></location>
            <source> Scrolled back, {n} new.</source>
            <translation> 已向前翻看，{n} 笔新成交。</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/status_bar.py"></location>
            <source> of {total:,}</source>
            <translation> / {total:,}</translation>
        </message>
        <message>
            <location filename="../../terminal/app/alerts/rules.py"></location>
            <source>(without id)</source>
            <translation>（无标识）</translation>
        </message>
        <message>
            <location filename="../../terminal/sdk/setting_text.py"></location>
            <source>, at least {low}{unit}</source>
            <translation>，至少 {low}{unit}</translation>
        </message>
        <message>
            <location filename="../../terminal/sdk/setting_text.py"></location>
            <source>, at most {high}{unit}</source>
            <translation>，至多 {high}{unit}</translation>
        </message>
        <message>
            <location filename="../../terminal/sdk/setting_text.py"></location>
            <source>, from {low} to {high}{unit}</source>
            <translation>，范围 {low} 至 {high}{unit}</translation>
        </message>
        <message>
            <location filename="../../panels/signals/view_model.py"></location>
            <source>, {n} expired</source>
            <translation>，{n} 个已过期</translation>
        </message>
        <message>
            <location filename="../../panels/log/view_model.py"></location>
            <source>1 error</source>
            <translation>1 个错误</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/feed_notice.py"></location>
            <source>1 gap</source>
            <translation>1 个缺口</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>1 order</source>
            <translation>1 笔委托</translation>
        </message>
        <message>
            <location filename="../../panels/sql_console/result.py"></location>
            <source>1 row</source>
            <translation>1 行</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/feed_notice.py"></location>
            <source>1 unit</source>
            <translation>1 个单元</translation>
        </message>
        <message>
            <location filename="../../panels/log/view_model.py"></location>
            <source>1 warning</source>
            <translation>1 个警告</translation>
        </message>
        <message>
            <location filename="../../panels/watchlist/view_model.py"></location>
            <source>10 min</source>
            <translation>10 min</translation>
        </message>
        <message>
            <location filename="../../panels/signals/view_model.py"></location>
            <source>95% from {low} to {high}, {n} horizons that do not overlap</source>
            <translation>95% 区间 {low} 至 {high}，{n} 个互不重叠的预测期</translation>
        </message>
        <message>
            <location filename="../../panels/signals/view_model.py"></location>
            <source>95% from {low}% to {high}%</source>
            <translation>95% 区间 {low}% 至 {high}%</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>99 of 100 callbacks end within this; the bar is its share of the budget</source>
            <translation>每 100 次回调有 99 次在此时间内结束；横条为其占预算的比例</translation>
        </message>
        <message>
            <location filename="../../terminal/sdk/setting_values.py"></location>
            <source>; did you mean {near}?</source>
            <translation>；您是指 {near} 吗？</translation>
        </message>
        <message>
            <location filename="../../terminal/sdk/setting_values.py"></location>
            <source>; there are {words}</source>
            <translation>；可选：{words}</translation>
        </message>
        <message>
            <location filename="../../panels/sql_console/result.py"></location>
            <source>; too many to sort here, use ORDER BY</source>
            <translation>；行数太多，无法在此排序，请用 ORDER BY</translation>
        </message>
        <message>
            <location filename="../../terminal/app/services/kept_file.py"></location>
            <source>A file could not be read</source>
            <translation>有文件无法读取</translation>
        </message>
        <message>
            <location filename="../../resources/settings/log.toml"></location>
            <source>A file that grows beyond this is closed and a new one begun.</source>
            <translation>超过此大小的文件将被关闭，并开始一个新文件。</translation>
        </message>
        <message>
            <location filename="../../terminal/app/watchdog/told.py"></location>
            <source>A halt is kept and holds from the first moment of the next gateway</source>
            <translation>停止令已保存，下一个网关启动时立即生效</translation>
        </message>
        <message>
            <location filename="../../panels/watchlist/view_model.py"></location>
            <source>A list needs a name</source>
            <translation>列表需要名称</translation>
        </message>
        <message>
            <location filename="../../panels/catalogue/view_model.py"></location>
            <source>A live session is recorded here as it runs. To bring data in, run
plimsoll import ohlcv FILE.csv --instrument ID
and for a recorded day
plimsoll import itch50 FILE</source>
            <translation>实时会话运行时会记录到这里。要导入数据，请运行
plimsoll import ohlcv FILE.csv --instrument ID
导入记录的交易日请运行
plimsoll import itch50 FILE</translation>
        </message>
        <message>
            <location filename="../../panels/watchlist/view_model.py"></location>
            <source>A name has at most {n} characters</source>
            <translation>名称最多 {n} 个字符</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view.py"></location>
            <source>A new version runs beside it; nothing it says is acted on</source>
            <translation>新版本与其并行运行；它给出的任何内容都不会被执行</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/tour.py"></location>
            <source>A panel</source>
            <translation>面板</translation>
        </message>
        <message>
            <location filename="../../terminal/app/alerts/rules.py"></location>
            <source>A plugin is stopped</source>
            <translation>有插件已停止</translation>
        </message>
        <message>
            <location filename="../../terminal/app/plugins/joined.py"></location>
            <source>A plugin was refused</source>
            <translation>有插件被拒绝</translation>
        </message>
        <message>
            <location filename="../../resources/settings/data.toml"></location>
            <source>A query that needs more spills to disk, or is refused where it cannot.</source>
            <translation>需要更多内存的查询会写到磁盘，无法写入时予以拒绝。</translation>
        </message>
        <message>
            <location filename="../../resources/settings/data.toml"></location>
            <source>A query that takes longer is stopped.</source>
            <translation>超过此时间的查询将被中止。</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view.py"></location>
            <source>A rule calls when a price, a signal, the feed or the machine does what you name.</source>
            <translation>当价格、信号、行情源或本机出现您指定的情况时，规则会发出提醒。</translation>
        </message>
        <message>
            <location filename="../../terminal/app/commands/run.py"></location>
            <source>A second terminal</source>
            <translation>第二个终端</translation>
        </message>
        <message>
            <location filename="../../terminal/app/services/comforts.py"></location>
            <source>A setting is not used</source>
            <translation>有设置未被采用</translation>
        </message>
        <message>
            <location filename="../../terminal/app/plugins/joined.py"></location>
            <source>A setting of a plugin is not used</source>
            <translation>有插件设置未被采用</translation>
        </message>
        <message>
            <location filename="../../terminal/app/services/comforts.py"></location>
            <source>Acknowledge all alerts</source>
            <translation>确认全部提醒</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view.py"></location>
            <source>Acknowledge every alert</source>
            <translation>确认每条提醒</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view.py"></location>
            <source>Acknowledge every alert (Ctrl+Shift+A)</source>
            <translation>确认每条提醒 (Ctrl+Shift+A)</translation>
        </message>
        <message>
            <location filename="../../terminal/app/keyboard/keyboard_dialog.py"></location>
            <location filename="../../terminal/app/keyboard/search.py"></location>
            <source>Action</source>
            <translation>操作</translation>
        </message>
        <message>
            <location filename="../../terminal/app/keyboard/keyboard_dialog.py"></location>
            <source>Actions with their keys</source>
            <translation>操作及其按键</translation>
        </message>
        <message>
            <location filename="../../panels/watchlist/view.py"></location>
            <source>Add a symbol</source>
            <translation>添加代码</translation>
        </message>
        <message>
            <location filename="../../panels/watchlist/view.py"></location>
            <source>Add a symbol to the watchlist</source>
            <translation>把代码加入自选</translation>
        </message>
        <message>
            <location filename="../../panels/watchlist/view.py"></location>
            <source>Add a symbol…</source>
            <translation>添加代码…</translation>
        </message>
        <message>
            <location filename="../../panels/chart/view/panel.py"></location>
            <source>Add an indicator</source>
            <translation>添加指标</translation>
        </message>
        <message>
            <location filename="../../plugins/models/ofi_forecaster/plugin.toml"></location>
            <source>After so many intervals an observation counts half.</source>
            <translation>经过这么多间隔后，一个观测值的权重减半。</translation>
        </message>
        <message>
            <location filename="../../plugins/strategies/ofi/plugin.toml"></location>
            <source>After so many intervals the flow seen counts half in what counts as usual.</source>
            <translation>经过这么多个区间后，已见到的订单流在常态中的权重减半。</translation>
        </message>
        <message>
            <location filename="../../panels/signals/view_model.py"></location>
            <location filename="../../panels/watchlist/view_model.py"></location>
            <source>Age</source>
            <translation>时效</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/badge.py"></location>
            <source>Age of the data</source>
            <translation>数据时效</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Aggressor</source>
            <translation>主动方</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view_model.py"></location>
            <location filename="../../terminal/app/alerts/book.py"></location>
            <source>Alert</source>
            <translation>提醒</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view.py"></location>
            <source>Alert rules</source>
            <translation>提醒规则</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/plugin.toml"></location>
            <location filename="../../panels/alerts/view.py"></location>
            <location filename="../../resources/settings/alerts.toml"></location>
            <source>Alerts</source>
            <translation>提醒</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view.py"></location>
            <source>Alerts that spoke</source>
            <translation>已触发的提醒</translation>
        </message>
        <message>
            <location filename="../../terminal/app/watchdog/told.py"></location>
            <source>Alive, heard {age} ago</source>
            <translation>正常，{age} 前有回应</translation>
        </message>
        <message>
            <location filename="../../terminal/app/keyboard/keyboard_dialog.py"></location>
            <source>All as they came</source>
            <translation>全部恢复默认</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view.py"></location>
            <source>All seen</source>
            <translation>全部已阅</translation>
        </message>
        <message>
            <location filename="../../panels/time_and_sales/view_model.py"></location>
            <source>All sizes</source>
            <translation>全部数量</translation>
        </message>
        <message>
            <location filename="../../terminal/app/alerts/book.py"></location>
            <source>An alert could not be kept</source>
            <translation>有提醒未能保存</translation>
        </message>
        <message>
            <location filename="../../terminal/app/alerts/book.py"></location>
            <source>An alert is not watched</source>
            <translation>有提醒未被监视</translation>
        </message>
        <message>
            <location filename="../../panels/chart/view/toolbar.py"></location>
            <source>Another of the feature library…</source>
            <translation>指标库中的其他指标…</translation>
        </message>
        <message>
            <location filename="../../terminal/app/commands/run.py"></location>
            <source>Another workspace</source>
            <translation>另一个工作区</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/window_actions.py"></location>
            <source>Any recorded moment, to the nanosecond.</source>
            <translation>任意记录的时刻，精确到纳秒。</translation>
        </message>
        <message>
            <location filename="../../resources/settings/appearance.toml"></location>
            <source>Appearance</source>
            <translation>外观</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/table.py"></location>
            <source>As they were</source>
            <translation>恢复原样</translation>
        </message>
        <message>
            <location filename="../../panels/watchlist/view_model.py"></location>
            <source>Ask</source>
            <translation>卖价</translation>
        </message>
        <message>
            <location filename="../../panels/watchlist/view_model.py"></location>
            <source>Ask size</source>
            <translation>卖量</translation>
        </message>
        <message>
            <location filename="../../panels/sql_console/view.py"></location>
            <source>Ask the catalogue</source>
            <translation>查询数据目录</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Ask {0}</source>
            <translation>卖 {0}</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/setting_editors.py"></location>
            <source>At every start</source>
            <translation>每次启动</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/setting_editors.py"></location>
            <source>At the first start</source>
            <translation>首次启动</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Auction</source>
            <translation>集合竞价</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>B</source>
            <translation>买</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>B/S</source>
            <translation>买/卖</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/tour.py"></location>
            <source>Back</source>
            <translation>上一步</translation>
        </message>
        <message>
            <location filename="../../panels/replay/view.py"></location>
            <source>Back to before the last unit</source>
            <translation>退回到上一单元之前</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/setting_form.py"></location>
            <source>Back to the default</source>
            <translation>恢复默认值</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/setting_form.py"></location>
            <source>Back to the default: {value}</source>
            <translation>恢复默认值：{value}</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/past_banner.py"></location>
            <source>Back to the running session (Ctrl+Shift+L); it ran on meanwhile.</source>
            <translation>返回运行中的会话 (Ctrl+Shift+L)；它一直在继续运行。</translation>
        </message>
        <message>
            <location filename="../../panels/chart/view/toolbar.py"></location>
            <source>Bar under the mouse</source>
            <translation>鼠标处的K线</translation>
        </message>
        <message>
            <location filename="../../panels/catalogue/view_model.py"></location>
            <source>Bars</source>
            <translation>K线</translation>
        </message>
        <message>
            <location filename="../../panels/signals/view_model.py"></location>
            <source>Base</source>
            <translation>基准</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Before the open</source>
            <translation>开盘前</translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/view.py"></location>
            <source>Best prices</source>
            <translation>最优价</translation>
        </message>
        <message>
            <location filename="../../panels/watchlist/view_model.py"></location>
            <source>Bid</source>
            <translation>买价</translation>
        </message>
        <message>
            <location filename="../../panels/watchlist/view_model.py"></location>
            <source>Bid size</source>
            <translation>买量</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Bid {0}</source>
            <translation>买 {0}</translation>
        </message>
        <message>
            <location filename="../../panels/order_book/view_model.py"></location>
            <source>Bid {qty} at {price}</source>
            <translation>买 {qty} @ {price}</translation>
        </message>
        <message>
            <location filename="../../panels/signals/view.py"></location>
            <source>Bins</source>
            <translation>分组</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/feed_notice.py"></location>
            <source>Book gapped, resyncing</source>
            <translation>订单簿有缺口，正在重新同步</translation>
        </message>
        <message>
            <location filename="../../panels/chart/view/toolbar.py"></location>
            <source>Box</source>
            <translation>矩形</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/window_actions.py"></location>
            <source>Brings back what was closed, moved, floated or tabbed.</source>
            <translation>恢复被关闭、移动、浮动或合并为标签的面板。</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>Budget of a call</source>
            <translation>单次调用预算</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/setting_editors.py"></location>
            <source>By region</source>
            <translation>按地区</translation>
        </message>
        <message>
            <location filename="../../panels/order_book/view_model.py"></location>
            <source>By the spread</source>
            <translation>按价差</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>Call p50</source>
            <translation>调用 p50</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>Call p99 of budget</source>
            <translation>调用 p99 占预算</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view.py"></location>
            <source>Calls by</source>
            <translation>提醒方式</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view_model.py"></location>
            <source>Calls when</source>
            <translation>触发条件</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view.py"></location>
            <source>Calls when: {rule}</source>
            <translation>触发条件：{rule}</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view.py"></location>
            <location filename="../../panels/sql_console/view.py"></location>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
        <message>
            <location filename="../../panels/sql_console/view_model.py"></location>
            <source>Cancelled</source>
            <translation>已取消</translation>
        </message>
        <message>
            <location filename="../../panels/sql_console/view_model.py"></location>
            <source>Cancelled; the result of before is shown</source>
            <translation>已取消；显示的是之前的结果</translation>
        </message>
        <message>
            <location filename="../../panels/chart/plugin.toml"></location>
            <source>Candles with session VWAP and volume; indicators of the feature library, comparison, signals, volume profile and footprint (I), drawing tools (D). Keys 1 to 7 choose the period, N follows now.</source>
            <translation>K线与日内 VWAP、成交量；指标库指标、对比、信号、成交量分布与足迹图 (I)，绘图工具 (D)。按键 1 至 7 选择周期，N 跟随最新。</translation>
        </message>
        <message>
            <location filename="../../panels/catalogue/plugin.toml"></location>
            <location filename="../../panels/catalogue/view.py"></location>
            <source>Catalogue</source>
            <translation>数据目录</translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/view.py"></location>
            <location filename="../../panels/order_book/view.py"></location>
            <source>Centre on the market</source>
            <translation>以行情居中</translation>
        </message>
        <message>
            <location filename="../../panels/chart/plugin.toml"></location>
            <location filename="../../panels/chart/view/panel.py"></location>
            <source>Chart</source>
            <translation>图表</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/setting_editors.py"></location>
            <source>Choose a folder</source>
            <translation>选择文件夹</translation>
        </message>
        <message>
            <location filename="../../panels/catalogue/view_model.py"></location>
            <source>Choose a session first</source>
            <translation>请先选择会话</translation>
        </message>
        <message>
            <location filename="../../terminal/app/keyboard/keyboard_dialog.py"></location>
            <source>Choose an action, press its new keys, then Set.</source>
            <translation>选择一个操作，按下新的按键，再点“设置”。</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/setting_editors.py"></location>
            <source>Choose…</source>
            <translation>选择…</translation>
        </message>
        <message>
            <location filename="../../panels/order_book/view.py"></location>
            <source>Click trading is locked</source>
            <translation>点击交易已锁定</translation>
        </message>
        <message>
            <location filename="../../panels/order_book/view.py"></location>
            <source>Click trading off</source>
            <translation>点击交易已关闭</translation>
        </message>
        <message>
            <location filename="../../panels/replay/plugin.toml"></location>
            <source>Clock, play, step, speed, scrub bar and jump of a recording; the clock alone for a live or simulated feed.</source>
            <translation>记录回放的时钟、播放、步进、速度、进度条与跳转；实时或模拟行情只有时钟。</translation>
        </message>
        <message>
            <location filename="../../terminal/app/preferences/settings_dialog.py"></location>
            <location filename="../../terminal/app/window/window_actions.py"></location>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/window_actions.py"></location>
            <source>Close panel</source>
            <translation>关闭面板</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Closed</source>
            <translation>已收市</translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/view.py"></location>
            <source>Coarser price step</source>
            <translation>更粗的价格档距</translation>
        </message>
        <message>
            <location filename="../../resources/settings/appearance.toml"></location>
            <source>Colour of a rise. By region: red in China, Japan and Korea, green elsewhere. Sides and danger never change.</source>
            <translation>上涨的颜色。按地区：中国、日本、韩国为红色，其他地区为绿色。买卖方向与危险的颜色不变。</translation>
        </message>
        <message>
            <location filename="../../resources/themes/colour-blind.toml"></location>
            <location filename="../../terminal/widgets/setting_editors.py"></location>
            <source>Colour-blind</source>
            <translation>色觉友好</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/attachments.py"></location>
            <source>Colour-blind theme</source>
            <translation>色觉友好主题</translation>
        </message>
        <message>
            <location filename="../../resources/settings/appearance.toml"></location>
            <source>Colours. The colour-blind theme keeps sides and directions apart in all three colour deficiencies.</source>
            <translation>配色。色觉友好主题在三种色觉缺陷下都能区分买卖方向与涨跌。</translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/view_model.py"></location>
            <source>Column 100 ms</source>
            <translation>列宽 100 ms</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/table_head.py"></location>
            <source>Column heads</source>
            <translation>列标题</translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/view_model.py"></location>
            <source>Column {time}</source>
            <translation>列宽 {time}</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/table.py"></location>
            <source>Columns</source>
            <translation>列</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Columns appear with the first quote or order.</source>
            <translation>收到首个报价或委托后显示。</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/setting_editors.py"></location>
            <source>Compact</source>
            <translation>紧凑</translation>
        </message>
        <message>
            <location filename="../../panels/chart/view/toolbar.py"></location>
            <source>Compare with</source>
            <translation>对比</translation>
        </message>
        <message>
            <location filename="../../panels/signals/view_model.py"></location>
            <source>Confidence</source>
            <translation>置信度</translation>
        </message>
        <message>
            <location filename="../../panels/catalogue/view.py"></location>
            <source>Copy its name for commands</source>
            <translation>复制其命令用名称</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/window_actions.py"></location>
            <source>Copy panel's table as CSV</source>
            <translation>将面板表格复制为 CSV</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/window_actions.py"></location>
            <source>Copy picture</source>
            <translation>复制图片</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/window_actions.py"></location>
            <source>Copy picture of panel</source>
            <translation>复制面板图片</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/table.py"></location>
            <source>Copy rows</source>
            <translation>复制行</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/table.py"></location>
            <source>Copy rows as CSV</source>
            <translation>将行复制为 CSV</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/window_actions.py"></location>
            <source>Copy table as CSV</source>
            <translation>将表格复制为 CSV</translation>
        </message>
        <message>
            <location filename="../../terminal/app/plugins/joined.py"></location>
            <source>Correct the panel, then enable it again.</source>
            <translation>请修正该面板，然后重新启用。</translation>
        </message>
        <message>
            <location filename="../../terminal/plugin_host/runtime.py"></location>
            <source>Correct the plugin or its budget, then enable it again.</source>
            <translation>请修正该插件或其预算，然后重新启用。</translation>
        </message>
        <message>
            <location filename="../../panels/signals/view_model.py"></location>
            <source>Correlation of value and realised move on horizons that are over, with its 95% interval; the scale ends at ±0.2</source>
            <translation>已到期预测期的信号值与实际变动的相关系数及其 95% 区间；刻度止于 ±0.2</translation>
        </message>
        <message>
            <location filename="../../plugins/strategies/ofi/plugin.toml"></location>
            <source>Cross at</source>
            <translation>吃单阈值</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Crossed</source>
            <translation>买卖倒挂</translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/view.py"></location>
            <source>Ctrl wheel</source>
            <translation>Ctrl+滚轮</translation>
        </message>
        <message>
            <location filename="../../panels/watchlist/view.py"></location>
            <source>Ctrl+N adds by typing; or begin with what the session has.</source>
            <translation>Ctrl+N 可输入添加；或从本会话的品种开始。</translation>
        </message>
        <message>
            <location filename="../../panels/catalogue/view_model.py"></location>
            <source>Currency</source>
            <translation>货币</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/status_bar.py"></location>
            <source>Damaged</source>
            <translation>损坏</translation>
        </message>
        <message>
            <location filename="../../resources/themes/dark.toml"></location>
            <location filename="../../terminal/widgets/setting_editors.py"></location>
            <source>Dark</source>
            <translation>深色</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/attachments.py"></location>
            <source>Dark theme</source>
            <translation>深色主题</translation>
        </message>
        <message>
            <location filename="../../resources/settings/data.toml"></location>
            <source>Data</source>
            <translation>数据</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/moment.py"></location>
            <source>Date and time, UTC: 2012-06-21 16:21:07.318204551</source>
            <translation>日期与时间，UTC：2012-06-21 16:21:07.318204551</translation>
        </message>
        <message>
            <location filename="../../panels/chart/view_model.py"></location>
            <location filename="../../panels/depth_heatmap/view_model.py"></location>
            <source>Day</source>
            <translation>全天</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Day vol</source>
            <translation>日成交量</translation>
        </message>
        <message>
            <location filename="../../panels/watchlist/view_model.py"></location>
            <source>Day volume</source>
            <translation>日成交量</translation>
        </message>
        <message>
            <location filename="../../terminal/app/keyboard/keyboard_dialog.py"></location>
            <source>Default</source>
            <translation>默认</translation>
        </message>
        <message>
            <location filename="../../terminal/app/workspace/actions.py"></location>
            <source>Delete workspace</source>
            <translation>删除工作区</translation>
        </message>
        <message>
            <location filename="../../resources/settings/appearance.toml"></location>
            <source>Density</source>
            <translation>密度</translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/plugin.toml"></location>
            <source>Depth heatmap</source>
            <translation>深度热图</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/heatmap.py"></location>
            <source>Depth heatmap with trades</source>
            <translation>带成交的深度热图</translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/view_model.py"></location>
            <source>Depth of {symbol} over {span}, {place}.</source>
            <translation>{symbol} 的深度，{span}，{place}。</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Depth totals not known while gapped</source>
            <translation>存在缺口，深度合计未知</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view.py"></location>
            <source>Desktop</source>
            <translation>桌面</translation>
        </message>
        <message>
            <location filename="../../resources/settings/alerts.toml"></location>
            <source>Desktop notifications</source>
            <translation>桌面通知</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>Disable</source>
            <translation>停用</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view.py"></location>
            <source>Disable the plugin</source>
            <translation>停用插件</translation>
        </message>
        <message>
            <location filename="../../terminal/app/services/recording_watch.py"></location>
            <source>Disk space runs out</source>
            <translation>磁盘空间不足</translation>
        </message>
        <message>
            <location filename="../../terminal/app/services/notice_centre.py"></location>
            <location filename="../../terminal/app/window/notice_list.py"></location>
            <source>Dismiss</source>
            <translation>忽略</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/notice_list.py"></location>
            <source>Dismiss all</source>
            <translation>全部忽略</translation>
        </message>
        <message>
            <location filename="../../terminal/app/services/comforts.py"></location>
            <source>Dismiss all notices</source>
            <translation>忽略全部通知</translation>
        </message>
        <message>
            <location filename="../../terminal/app/watchdog/told.py"></location>
            <source>Does not run</source>
            <translation>未运行</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/tour.py"></location>
            <source>Done</source>
            <translation>完成</translation>
        </message>
        <message>
            <location filename="../../panels/watchlist/view.py"></location>
            <source>Down</source>
            <translation>下移</translation>
        </message>
        <message>
            <location filename="../../panels/chart/view/toolbar.py"></location>
            <source>Draw</source>
            <translation>绘图</translation>
        </message>
        <message>
            <location filename="../../panels/chart/view/toolbar.py"></location>
            <source>Drawing tools (D); Esc puts a tool down, Delete removes</source>
            <translation>绘图工具 (D)；Esc 放下工具，Delete 删除</translation>
        </message>
        <message>
            <location filename="../../terminal/app/workspace/actions.py"></location>
            <source>Duplicate workspace</source>
            <translation>复制工作区</translation>
        </message>
        <message>
            <location filename="../../panels/chart/indicators.py"></location>
            <source>EMA 20</source>
            <translation>EMA 20</translation>
        </message>
        <message>
            <location filename="../../panels/chart/indicators.py"></location>
            <source>EMA 50</source>
            <translation>EMA 50</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/tour.py"></location>
            <source>Each keeps its own panels and places. Undo brings back what you moved or closed.</source>
            <translation>每个工作区都有自己的面板与位置。被移动或关闭的面板可以撤销恢复。</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>Enable</source>
            <translation>启用</translation>
        </message>
        <message>
            <location filename="../../panels/signals/view.py"></location>
            <source>Enable a model or strategy in Plugins; its signals show here.</source>
            <translation>请在“插件”中启用模型或策略；其信号显示在这里。</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view.py"></location>
            <source>Enable the plugin</source>
            <translation>启用插件</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/feed_notice.py"></location>
            <source>End of the recording</source>
            <translation>记录结束</translation>
        </message>
        <message>
            <location filename="../../panels/sql_console/view.py"></location>
            <source>Error</source>
            <translation>错误</translation>
        </message>
        <message>
            <location filename="../../panels/sql_console/view.py"></location>
            <source>Esc cancels; the window goes on meanwhile.</source>
            <translation>Esc 取消；窗口照常运行。</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>Events</source>
            <translation>事件</translation>
        </message>
        <message>
            <location filename="../../terminal/app/services/comforts.py"></location>
            <source>Every action with its keys: to look up, and to change.</source>
            <translation>每个操作及其按键：可查看，也可更改。</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/plugin.toml"></location>
            <source>Every plugin with its state, its cost against its budget and the reason where it was stopped; settings, reload, promote, roll back.</source>
            <translation>每个插件的状态、占预算的开销、停止原因；设置、重新加载、升级、回退。</translation>
        </message>
        <message>
            <location filename="../../panels/time_and_sales/plugin.toml"></location>
            <source>Every print with time, price, size and aggressor; sweeps as groups. F filters by size, → unfolds, Home returns to the newest.</source>
            <translation>逐笔成交的时间、价格、数量与主动方；扫单合为一组。F 按数量筛选，→ 展开，Home 回到最新。</translation>
        </message>
        <message>
            <location filename="../../panels/signals/plugin.toml"></location>
            <source>Every stream of signals: value, horizon, confidence, age, realised IC and hit rate with intervals; what moved it. Enter shows the next picture.</source>
            <translation>每个信号流：数值、预测期、置信度、时效、实际 IC 与命中率及其区间；驱动因素。Enter 显示下一张图。</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/tour.py"></location>
            <source>Everything is one word away</source>
            <translation>一个词就能找到一切</translation>
        </message>
        <message>
            <location filename="../../terminal/app/keyboard/keyboard_dialog.py"></location>
            <source>Everywhere</source>
            <translation>任何位置</translation>
        </message>
        <message>
            <location filename="../../panels/signals/view_model.py"></location>
            <source>Expected change of the mid over the horizon</source>
            <translation>预测期内中间价的预期变动</translation>
        </message>
        <message>
            <location filename="../../terminal/app/workspace/actions.py"></location>
            <source>Export workspace</source>
            <translation>导出工作区</translation>
        </message>
        <message>
            <location filename="../../terminal/app/workspace/actions.py"></location>
            <source>Export workspace…</source>
            <translation>导出工作区…</translation>
        </message>
        <message>
            <location filename="../../terminal/app/alerts/rules.py"></location>
            <source>Feed failed</source>
            <translation>行情源故障</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/feed_notice.py"></location>
            <source>Feed failed after {units}</source>
            <translation>行情源在 {units} 后故障</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Feed gap: prints may be missing</source>
            <translation>行情有缺口：可能缺少成交</translation>
        </message>
        <message>
            <location filename="../../terminal/app/alerts/rules.py"></location>
            <source>Feed has a gap</source>
            <translation>行情有缺口</translation>
        </message>
        <message>
            <location filename="../../terminal/app/alerts/rules.py"></location>
            <source>Feed is stale</source>
            <translation>行情陈旧</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/status_bar.py"></location>
            <source>Feed {source} age</source>
            <translation>行情源 {source} 时效</translation>
        </message>
        <message>
            <location filename="../../panels/chart/view/toolbar.py"></location>
            <source>Fibonacci retracement</source>
            <translation>斐波那契回撤</translation>
        </message>
        <message>
            <location filename="../../resources/settings/log.toml"></location>
            <source>Files kept</source>
            <translation>保留文件数</translation>
        </message>
        <message>
            <location filename="../../panels/catalogue/view.py"></location>
            <location filename="../../terminal/widgets/table.py"></location>
            <source>Filter</source>
            <translation>筛选</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/table.py"></location>
            <source>Filter rows; Esc shows all</source>
            <translation>筛选行；Esc 显示全部</translation>
        </message>
        <message>
            <location filename="../../panels/signals/view.py"></location>
            <source>Filter signals</source>
            <translation>筛选信号</translation>
        </message>
        <message>
            <location filename="../../terminal/app/preferences/settings_dialog.py"></location>
            <source>Find a setting</source>
            <translation>查找设置</translation>
        </message>
        <message>
            <location filename="../../terminal/app/keyboard/keyboard_dialog.py"></location>
            <source>Find an action</source>
            <translation>查找操作</translation>
        </message>
        <message>
            <location filename="../../terminal/app/keyboard/keyboard_dialog.py"></location>
            <source>Find an action, or keys such as Ctrl+K</source>
            <translation>查找操作，或按键，如 Ctrl+K</translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/view.py"></location>
            <source>Finer price step</source>
            <translation>更细的价格档距</translation>
        </message>
        <message>
            <location filename="../../terminal/app/watchdog/told.py"></location>
            <source>Firm</source>
            <translation>全公司</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/window_actions.py"></location>
            <source>Float</source>
            <translation>浮动</translation>
        </message>
        <message>
            <location filename="../../plugins/strategies/ofi/plugin.toml"></location>
            <source>Flow of so many standard deviations makes it take the other side's price at once.</source>
            <translation>订单流达到这么多个标准差时，立即按对手价成交。</translation>
        </message>
        <message>
            <location filename="../../plugins/strategies/ofi/plugin.toml"></location>
            <source>Flow of so many standard deviations makes it want a position; below half of that it wants none.</source>
            <translation>订单流达到这么多个标准差时想要持仓；低于其一半时不想持仓。</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>Folder</source>
            <translation>文件夹</translation>
        </message>
        <message>
            <location filename="../../panels/log/view.py"></location>
            <source>Follow</source>
            <translation>跟随</translation>
        </message>
        <message>
            <location filename="../../panels/chart/view/panel.py"></location>
            <location filename="../../panels/chart/view/toolbar.py"></location>
            <source>Follow now</source>
            <translation>跟随最新</translation>
        </message>
        <message>
            <location filename="../../panels/log/view.py"></location>
            <source>Follow the log</source>
            <translation>跟随日志</translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/view.py"></location>
            <source>Follow the newest column (Home)</source>
            <translation>跟随最新一列 (Home)</translation>
        </message>
        <message>
            <location filename="../../panels/chart/view/toolbar.py"></location>
            <source>Footprint</source>
            <translation>足迹图</translation>
        </message>
        <message>
            <location filename="../../plugins/models/ofi_forecaster/plugin.toml"></location>
            <source>Forecasts the mid's next change from order flow, queues and trades, by online regression. Learns as it goes.</source>
            <translation>用在线回归，从订单流、排队量与成交预测中间价的下一次变动。边运行边学习。</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/status_bar.py"></location>
            <source>Frame</source>
            <translation>帧</translation>
        </message>
        <message>
            <location filename="../../resources/settings/alerts.toml"></location>
            <source>Free space of the data folder below which a risk alert on `disk` speaks, where the rule names no threshold.</source>
            <translation>数据文件夹的剩余空间低于此值时，未写明阈值的 `disk` 风险提醒会触发。</translation>
        </message>
        <message>
            <location filename="../../panels/catalogue/view_model.py"></location>
            <source>From</source>
            <translation>起</translation>
        </message>
        <message>
            <location filename="../../panels/watchlist/view_model.py"></location>
            <source>From open</source>
            <translation>较开盘</translation>
        </message>
        <message>
            <location filename="../../terminal/app/preferences/settings_dialog.py"></location>
            <source>From the command line of this run, until you change it.</source>
            <translation>来自本次运行的命令行，直到您更改它。</translation>
        </message>
        <message>
            <location filename="../../terminal/app/watchdog/window.py"></location>
            <source>GATEWAY</source>
            <translation>网关</translation>
        </message>
        <message>
            <location filename="../../panels/catalogue/view_model.py"></location>
            <location filename="../../terminal/app/window/status_bar.py"></location>
            <source>Gaps</source>
            <translation>缺口</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/moment.py"></location>
            <location filename="../../terminal/app/window/past_banner.py"></location>
            <source>Go to moment</source>
            <translation>转到时刻</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/window_actions.py"></location>
            <source>Go to moment…</source>
            <translation>转到时刻…</translation>
        </message>
        <message>
            <location filename="../../panels/replay/view.py"></location>
            <source>Go to the end</source>
            <translation>转到结尾</translation>
        </message>
        <message>
            <location filename="../../panels/replay/view.py"></location>
            <source>Go to the start</source>
            <translation>转到开头</translation>
        </message>
        <message>
            <location filename="../../terminal/app/watchdog/told.py"></location>
            <source>Gone, heard last {age} ago</source>
            <translation>已消失，最后回应在 {age} 前</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/setting_editors.py"></location>
            <source>Green</source>
            <translation>绿色</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/docks.py"></location>
            <source>Group</source>
            <translation>组</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/docks.py"></location>
            <source>Group {letter}</source>
            <translation>组 {letter}</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/halt_control.py"></location>
            <source>HALT</source>
            <translation>停止交易</translation>
        </message>
        <message>
            <location filename="../../terminal/app/watchdog/window.py"></location>
            <source>HALT FIRM</source>
            <translation>全公司停止</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/halt_control.py"></location>
            <source>HALTED</source>
            <translation>已停止</translation>
        </message>
        <message>
            <location filename="../../terminal/app/watchdog/told.py"></location>
            <source>HALTED: {scope}, {mode}</source>
            <translation>已停止：{scope}，{mode}</translation>
        </message>
        <message>
            <location filename="../../plugins/models/ofi_forecaster/plugin.toml"></location>
            <location filename="../../plugins/strategies/ofi/plugin.toml"></location>
            <source>Half life</source>
            <translation>半衰期</translation>
        </message>
        <message>
            <location filename="../../terminal/app/services/halt_watch.py"></location>
            <source>Halt the firm at once: nothing new, all orders cancelled ({chord})</source>
            <translation>立即停止全公司交易：不接受新单，撤销全部订单（{chord}）</translation>
        </message>
        <message>
            <location filename="../../terminal/app/services/halt_watch.py"></location>
            <source>Halt the whole firm</source>
            <translation>停止全公司交易</translation>
        </message>
        <message>
            <location filename="../../terminal/app/watchdog/window.py"></location>
            <location filename="../../terminal/app/window/halt_control.py"></location>
            <source>Halt the whole firm and cancel every order</source>
            <translation>停止全公司并撤销所有委托</translation>
        </message>
        <message>
            <location filename="../../terminal/app/watchdog/window.py"></location>
            <source>Halted in {took}. It takes two people to re-arm: plimsoll arm</source>
            <translation>已停止，用时 {took}。恢复需要两个人：plimsoll arm</translation>
        </message>
        <message>
            <location filename="../../terminal/app/watchdog/window.py"></location>
            <source>Halting…</source>
            <translation>正在停止…</translation>
        </message>
        <message>
            <location filename="../../terminal/app/watchdog/told.py"></location>
            <source>Hangs: never answered</source>
            <translation>无响应：从未回应</translation>
        </message>
        <message>
            <location filename="../../terminal/app/watchdog/told.py"></location>
            <source>Hangs: silent for {age}</source>
            <translation>无响应：已沉默 {age}</translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/view.py"></location>
            <source>Heatmap</source>
            <translation>热图</translation>
        </message>
        <message>
            <location filename="../../resources/settings/appearance.toml"></location>
            <source>Height of rows, titles and controls at the same size of text.</source>
            <translation>同样字号下，行、标题与控件的高度。</translation>
        </message>
        <message>
            <location filename="../../panels/signals/view_model.py"></location>
            <source>Hit</source>
            <translation>命中率</translation>
        </message>
        <message>
            <location filename="../../plugins/strategies/ofi/plugin.toml"></location>
            <source>Holds a small position in the direction of order-flow imbalance: rests an order at the best price, crosses the spread where the flow is strong.</source>
            <translation>顺着订单流失衡的方向持有小仓位：在最优价挂单，订单流强时主动成交。</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/setting_form.py"></location>
            <source>Holds from the next start.</source>
            <translation>下次启动时生效。</translation>
        </message>
        <message>
            <location filename="../../panels/signals/view_model.py"></location>
            <location filename="../../plugins/models/ofi_forecaster/plugin.toml"></location>
            <location filename="../../plugins/strategies/ema_cross/plugin.toml"></location>
            <source>Horizon</source>
            <translation>预测期</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view_model.py"></location>
            <source>How</source>
            <translation>方式</translation>
        </message>
        <message>
            <location filename="../../resources/settings/alerts.toml"></location>
            <source>How an alert calls. The rules themselves are kept in `alerts.json` beside the settings.</source>
            <translation>提醒如何发出。规则本身保存在设置旁的 `alerts.json` 中。</translation>
        </message>
        <message>
            <location filename="../../resources/settings/alerts.toml"></location>
            <source>How far a price must go back behind its threshold before the same rule may speak again.</source>
            <translation>价格须退回阈值之内多远，同一规则才可再次触发。</translation>
        </message>
        <message>
            <location filename="../../plugins/strategies/ema_cross/plugin.toml"></location>
            <source>How far ahead a cross is said to matter.</source>
            <translation>一次交叉的影响被视为持续多久。</translation>
        </message>
        <message>
            <location filename="../../plugins/models/ofi_forecaster/plugin.toml"></location>
            <source>How far ahead it looks, in sampling intervals of one second.</source>
            <translation>预测的提前量，以一秒的采样间隔计。</translation>
        </message>
        <message>
            <location filename="../../resources/settings/log.toml"></location>
            <source>How many closed files are kept; older ones are deleted.</source>
            <translation>保留多少个已关闭的文件；更早的会被删除。</translation>
        </message>
        <message>
            <location filename="../../resources/settings/data.toml"></location>
            <source>How many processor threads one query may use.</source>
            <translation>一次查询可用的处理器线程数。</translation>
        </message>
        <message>
            <location filename="../../panels/signals/view_model.py"></location>
            <source>How sure of the direction; 0.50, the line, is a coin toss</source>
            <translation>对方向的把握；0.50（竖线处）等同于抛硬币</translation>
        </message>
        <message>
            <location filename="../../resources/settings/appearance.toml"></location>
            <source>How the terminal looks. Every change shows at once.</source>
            <translation>终端的外观。每次更改立即生效。</translation>
        </message>
        <message>
            <location filename="../../resources/settings/window.toml"></location>
            <source>How the terminal starts.</source>
            <translation>终端如何启动。</translation>
        </message>
        <message>
            <location filename="../../panels/signals/view.py"></location>
            <source>IC</source>
            <translation>IC</translation>
        </message>
        <message>
            <location filename="../../panels/catalogue/view_model.py"></location>
            <source>Id</source>
            <translation>标识</translation>
        </message>
        <message>
            <location filename="../../terminal/app/workspace/actions.py"></location>
            <source>Import workspace</source>
            <translation>导入工作区</translation>
        </message>
        <message>
            <location filename="../../terminal/app/workspace/actions.py"></location>
            <source>Import workspace…</source>
            <translation>导入工作区…</translation>
        </message>
        <message>
            <location filename="../../panels/chart/view/panel.py"></location>
            <source>Indicator</source>
            <translation>指标</translation>
        </message>
        <message>
            <location filename="../../panels/chart/view/panel.py"></location>
            <source>Indicator refused: {why}</source>
            <translation>指标被拒绝：{why}</translation>
        </message>
        <message>
            <location filename="../../panels/chart/view/toolbar.py"></location>
            <source>Indicators, comparison, signals, volume at price (I)</source>
            <translation>指标、对比、信号、价位成交量 (I)</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/cards.py"></location>
            <source>Install it with plimsoll plugin install PATH and start again, or close this place.</source>
            <translation>请用 plimsoll plugin install PATH 安装后重新启动，或关闭此位置。</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view.py"></location>
            <location filename="../../panels/signals/view_model.py"></location>
            <location filename="../../terminal/app/keyboard/search.py"></location>
            <source>Instrument</source>
            <translation>品种</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/app_bar.py"></location>
            <source>Instrument or panel</source>
            <translation>品种或面板</translation>
        </message>
        <message>
            <location filename="../../terminal/app/keyboard/search.py"></location>
            <source>Instrument, panel, action, setting, recorded day</source>
            <translation>品种、面板、操作、设置、记录的交易日</translation>
        </message>
        <message>
            <location filename="../../panels/catalogue/view.py"></location>
            <location filename="../../panels/catalogue/view_model.py"></location>
            <source>Instruments</source>
            <translation>品种</translation>
        </message>
        <message>
            <location filename="../../terminal/app/workspace/actions.py"></location>
            <source>It is kept as {file} until you delete that file.</source>
            <translation>它保存为 {file}，直到您删除该文件。</translation>
        </message>
        <message>
            <location filename="../../plugins/strategies/ofi/plugin.toml"></location>
            <source>It sends nothing until so many intervals are over.</source>
            <translation>经过这么多个区间之前不发送任何委托。</translation>
        </message>
        <message>
            <location filename="../../plugins/models/ofi_forecaster/plugin.toml"></location>
            <source>It stays silent until so many horizons are over.</source>
            <translation>在这么多预测期到期之前，它保持沉默。</translation>
        </message>
        <message>
            <location filename="../../terminal/plugin_host/runtime.py"></location>
            <source>Its orders are cancelled and the rest runs on. {do}</source>
            <translation>其委托已撤销，其余照常运行。{do}</translation>
        </message>
        <message>
            <location filename="../../terminal/plugin_host/runtime.py"></location>
            <source>Its thread cannot be ended and is left to itself: restart the terminal when you can.</source>
            <translation>它的线程无法结束，只能任其运行：请在方便时重启终端。</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/tour.py"></location>
            <source>Its title shows how old its data are. Late, stale and gapped data are marked, never shown as live.</source>
            <translation>标题显示数据的时效。延迟、陈旧与有缺口的数据都会标出，绝不当作实时显示。</translation>
        </message>
        <message>
            <location filename="../../panels/replay/view.py"></location>
            <source>Jump to 16:21:07</source>
            <translation>跳到 16:21:07</translation>
        </message>
        <message>
            <location filename="../../panels/replay/view.py"></location>
            <source>Jump to a UTC time of the recording (J)</source>
            <translation>跳到记录中的某个 UTC 时间 (J)</translation>
        </message>
        <message>
            <location filename="../../panels/replay/view.py"></location>
            <source>Jump to time</source>
            <translation>跳到时间</translation>
        </message>
        <message>
            <location filename="../../panels/chart/view/toolbar.py"></location>
            <source>Keep the newest bars in view (N)</source>
            <translation>保持最新的K线可见 (N)</translation>
        </message>
        <message>
            <location filename="../../panels/log/view.py"></location>
            <source>Keep the newest line in view (Ctrl+End)</source>
            <translation>保持最新一行可见 (Ctrl+End)</translation>
        </message>
        <message>
            <location filename="../../terminal/app/preferences/settings_dialog.py"></location>
            <source>Kept in {path}; you may edit it, comments stay.</source>
            <translation>保存在 {path}；您可以编辑它，注释会保留。</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/buttons.py"></location>
            <source>Key {key}</source>
            <translation>按键 {key}</translation>
        </message>
        <message>
            <location filename="../../terminal/app/keyboard/keyboard_dialog.py"></location>
            <source>Keyboard</source>
            <translation>键盘</translation>
        </message>
        <message>
            <location filename="../../terminal/app/services/comforts.py"></location>
            <source>Keyboard…</source>
            <translation>键盘…</translation>
        </message>
        <message>
            <location filename="../../terminal/app/keyboard/keyboard_dialog.py"></location>
            <source>Keys</source>
            <translation>按键</translation>
        </message>
        <message>
            <location filename="../../resources/settings/shortcuts.toml"></location>
            <source>Keys by action, such as `"window.search" = "Ctrl+P"`; empty takes the key away. The keyboard editor writes them.</source>
            <translation>各操作的按键，如 `"window.search" = "Ctrl+P"`；留空则去掉按键。由键盘编辑器写入。</translation>
        </message>
        <message>
            <location filename="../../terminal/app/services/comforts.py"></location>
            <source>Keys with two meanings</source>
            <translation>有按键重复使用</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view.py"></location>
            <location filename="../../panels/alerts/view_model.py"></location>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>Kind</source>
            <translation>类型</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/app_bar.py"></location>
            <source>LIVE</source>
            <translation>实时</translation>
        </message>
        <message>
            <location filename="../../panels/order_book/view.py"></location>
            <source>LOCKED</source>
            <translation>已锁定</translation>
        </message>
        <message>
            <location filename="../../panels/order_book/plugin.toml"></location>
            <location filename="../../panels/order_book/view.py"></location>
            <source>Ladder</source>
            <translation>价格阶梯</translation>
        </message>
        <message>
            <location filename="../../resources/settings/appearance.toml"></location>
            <source>Language</source>
            <translation>语言</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/dress.py"></location>
            <source>Language not changed</source>
            <translation>语言未更改</translation>
        </message>
        <message>
            <location filename="../../resources/settings/appearance.toml"></location>
            <source>Language of the window: English or Simplified Chinese. Commands stay English.</source>
            <translation>窗口的语言：英语或简体中文。命令行保持英语。</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/attachments.py"></location>
            <source>Larger text</source>
            <translation>放大文字</translation>
        </message>
        <message>
            <location filename="../../panels/watchlist/view_model.py"></location>
            <source>Last</source>
            <translation>最新价</translation>
        </message>
        <message>
            <location filename="../../panels/watchlist/view_model.py"></location>
            <source>Last price over the last ten minutes</source>
            <translation>最近十分钟的最新价</translation>
        </message>
        <message>
            <location filename="../../terminal/app/watchdog/told.py"></location>
            <source>Late: heard {age} ago</source>
            <translation>迟缓：{age} 前有回应</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/window_actions.py"></location>
            <source>Layout as it came</source>
            <translation>恢复默认布局</translation>
        </message>
        <message>
            <location filename="../../terminal/app/workspace/arrangement.py"></location>
            <source>Layout not saved</source>
            <translation>布局未保存</translation>
        </message>
        <message>
            <location filename="../../plugins/strategies/ofi/plugin.toml"></location>
            <source>Lean at</source>
            <translation>建仓阈值</translation>
        </message>
        <message>
            <location filename="../../panels/log/view.py"></location>
            <source>Least level</source>
            <translation>最低级别</translation>
        </message>
        <message>
            <location filename="../../panels/time_and_sales/plugin.toml"></location>
            <source>Least lots</source>
            <translation>最少手数</translation>
        </message>
        <message>
            <location filename="../../resources/settings/alerts.toml"></location>
            <source>Least time between two sounds and between two notifications of the same rule. Every event is listed.</source>
            <translation>同一规则两次声音或两次通知之间的最短时间。每个事件都会列出。</translation>
        </message>
        <message>
            <location filename="../../panels/catalogue/view_model.py"></location>
            <source>Length</source>
            <translation>时长</translation>
        </message>
        <message>
            <location filename="../../panels/log/view_model.py"></location>
            <location filename="../../resources/settings/log.toml"></location>
            <source>Level</source>
            <translation>级别</translation>
        </message>
        <message>
            <location filename="../../resources/themes/light.toml"></location>
            <location filename="../../terminal/widgets/setting_editors.py"></location>
            <source>Light</source>
            <translation>浅色</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/attachments.py"></location>
            <source>Light theme</source>
            <translation>浅色主题</translation>
        </message>
        <message>
            <location filename="../../panels/watchlist/view.py"></location>
            <source>Link</source>
            <translation>联动</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/app_bar.py"></location>
            <source>Linked instrument</source>
            <translation>联动品种</translation>
        </message>
        <message>
            <location filename="../../panels/watchlist/view.py"></location>
            <source>List</source>
            <translation>列表</translation>
        </message>
        <message>
            <location filename="../../panels/watchlist/plugin.toml"></location>
            <source>Lists of instruments with last price, change, best prices, spread and a line of the last minutes. Enter links one, Ctrl N adds, Delete removes.</source>
            <translation>品种列表：最新价、涨跌、最优价、价差与最近几分钟的走势。Enter 联动，Ctrl N 添加，Delete 移除。</translation>
        </message>
        <message>
            <location filename="../../resources/settings/alerts.toml"></location>
            <location filename="../../terminal/app/alerts/rules.py"></location>
            <source>Little disk left</source>
            <translation>磁盘空间所剩不多</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Locked</source>
            <translation>锁价</translation>
        </message>
        <message>
            <location filename="../../terminal/app/preferences/settings_dialog.py"></location>
            <source>Locked: the environment variable {name} holds it.</source>
            <translation>已锁定：由环境变量 {name} 决定。</translation>
        </message>
        <message>
            <location filename="../../panels/log/plugin.toml"></location>
            <location filename="../../panels/log/view.py"></location>
            <location filename="../../resources/settings/log.toml"></location>
            <source>Log</source>
            <translation>日志</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>Longest call</source>
            <translation>最长调用</translation>
        </message>
        <message>
            <location filename="../../panels/catalogue/view.py"></location>
            <location filename="../../panels/catalogue/view_model.py"></location>
            <source>Look again</source>
            <translation>重新查看</translation>
        </message>
        <message>
            <location filename="../../panels/catalogue/view.py"></location>
            <source>Look at the catalogue again</source>
            <translation>重新查看数据目录</translation>
        </message>
        <message>
            <location filename="../../plugins/strategies/ema_cross/plugin.toml"></location>
            <location filename="../../plugins/strategies/ofi/plugin.toml"></location>
            <source>Lots</source>
            <translation>手数</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Lower it with F.</source>
            <translation>按 F 调低。</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/tour.py"></location>
            <source>Make it yours</source>
            <translation>按您的习惯设置</translation>
        </message>
        <message>
            <location filename="../../panels/replay/view_model.py"></location>
            <source>Max</source>
            <translation>最大</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>May use</source>
            <translation>可使用</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view.py"></location>
            <location filename="../../panels/chart/view/toolbar.py"></location>
            <source>Measure</source>
            <translation>度量</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>Memory</source>
            <translation>内存</translation>
        </message>
        <message>
            <location filename="../../resources/settings/data.toml"></location>
            <source>Memory of a query</source>
            <translation>查询内存</translation>
        </message>
        <message>
            <location filename="../../resources/settings/alerts.toml"></location>
            <source>Memory of the terminal above which a risk alert on `memory` speaks, where the rule names no threshold.</source>
            <translation>终端内存高于此值时，未写明阈值的 `memory` 风险提醒会触发。</translation>
        </message>
        <message>
            <location filename="../../panels/catalogue/view_model.py"></location>
            <source>Messages</source>
            <translation>消息数</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/app_bar.py"></location>
            <source>Mode</source>
            <translation>模式</translation>
        </message>
        <message>
            <location filename="../../panels/chart/view/toolbar.py"></location>
            <source>Moment</source>
            <translation>时刻</translation>
        </message>
        <message>
            <location filename="../../panels/watchlist/view.py"></location>
            <source>More for this list</source>
            <translation>此列表的更多操作</translation>
        </message>
        <message>
            <location filename="../../resources/settings/alerts.toml"></location>
            <location filename="../../terminal/app/alerts/rules.py"></location>
            <source>Much memory used</source>
            <translation>内存占用过多</translation>
        </message>
        <message>
            <location filename="../../terminal/app/services/halt_watch.py"></location>
            <source>NOT HALTED</source>
            <translation>未能停止</translation>
        </message>
        <message>
            <location filename="../../terminal/app/watchdog/window.py"></location>
            <source>NOT HALTED: {why}</source>
            <translation>未能停止：{why}</translation>
        </message>
        <message>
            <location filename="../../terminal/app/workspace/actions.py"></location>
            <source>Name</source>
            <translation>名称</translation>
        </message>
        <message>
            <location filename="../../panels/watchlist/view.py"></location>
            <source>Name of the new list</source>
            <translation>新列表的名称</translation>
        </message>
        <message>
            <location filename="../../resources/settings/window.toml"></location>
            <source>Name of the workspace that opens at start; `last` is the one in force when the terminal was closed.</source>
            <translation>启动时打开的工作区名称；`last` 为上次关闭终端时所用的。</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/setting_editors.py"></location>
            <source>Never</source>
            <translation>从不</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view.py"></location>
            <source>New alert rule</source>
            <translation>新建提醒规则</translation>
        </message>
        <message>
            <location filename="../../terminal/app/keyboard/keyboard_dialog.py"></location>
            <source>New keys</source>
            <translation>新按键</translation>
        </message>
        <message>
            <location filename="../../panels/watchlist/view.py"></location>
            <source>New list…</source>
            <translation>新建列表…</translation>
        </message>
        <message>
            <location filename="../../panels/watchlist/view.py"></location>
            <source>New name of {name}</source>
            <translation>{name} 的新名称</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view.py"></location>
            <source>New rule</source>
            <translation>新建规则</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view.py"></location>
            <source>New rule for the linked instrument (Ctrl+N)</source>
            <translation>为联动品种新建规则 (Ctrl+N)</translation>
        </message>
        <message>
            <location filename="../../panels/watchlist/view.py"></location>
            <source>New watchlist</source>
            <translation>新建自选</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/tour.py"></location>
            <source>Next</source>
            <translation>下一步</translation>
        </message>
        <message>
            <location filename="../../terminal/app/services/comforts.py"></location>
            <source>Next density of rows</source>
            <translation>下一种行高密度</translation>
        </message>
        <message>
            <location filename="../../terminal/app/services/comforts.py"></location>
            <source>Next language</source>
            <translation>下一种语言</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/window_actions.py"></location>
            <source>Next panel</source>
            <translation>下一个面板</translation>
        </message>
        <message>
            <location filename="../../panels/signals/view.py"></location>
            <source>Next picture of the signal</source>
            <translation>信号的下一张图</translation>
        </message>
        <message>
            <location filename="../../terminal/app/services/comforts.py"></location>
            <source>Next theme</source>
            <translation>下一个主题</translation>
        </message>
        <message>
            <location filename="../../panels/watchlist/view.py"></location>
            <source>Next watchlist</source>
            <translation>下一个自选</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>No book history yet</source>
            <translation>尚无订单簿历史</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>No book yet</source>
            <translation>尚无订单簿</translation>
        </message>
        <message>
            <location filename="../../terminal/app/watchdog/window.py"></location>
            <source>No gateway runs. The halt is on the disk ({took}) and holds from the next start</source>
            <translation>没有网关在运行。停止令已写入磁盘（{took}），下次启动时生效</translation>
        </message>
        <message>
            <location filename="../../terminal/app/services/halt_watch.py"></location>
            <source>No halt holds any more.</source>
            <translation>已无任何停止生效。</translation>
        </message>
        <message>
            <location filename="../../terminal/app/keyboard/keyboard_dialog.py"></location>
            <source>No keys</source>
            <translation>去掉按键</translation>
        </message>
        <message>
            <location filename="../../panels/log/view.py"></location>
            <source>No log file could be opened; these lines are held in memory only.</source>
            <translation>无法打开日志文件；这些行只保存在内存中。</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/notice_list.py"></location>
            <source>No notices</source>
            <translation>没有通知</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view_model.py"></location>
            <source>No plugin says signals yet: enable one in Plugins, then choose it here</source>
            <translation>尚无插件给出信号：请在“插件”中启用一个，再在此选择</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view.py"></location>
            <source>No plugin was found</source>
            <translation>没有找到插件</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/table_grid.py"></location>
            <source>No row holds “{words}”</source>
            <translation>没有包含“{words}”的行</translation>
        </message>
        <message>
            <location filename="../../panels/sql_console/view.py"></location>
            <source>No rows</source>
            <translation>没有行</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view.py"></location>
            <source>No rule yet</source>
            <translation>尚无规则</translation>
        </message>
        <message>
            <location filename="../../terminal/app/preferences/settings_dialog.py"></location>
            <source>No setting holds {typed!r}: try fewer words.</source>
            <translation>没有包含 {typed!r} 的设置：请减少关键词。</translation>
        </message>
        <message>
            <location filename="../../panels/chart/view/studies.py"></location>
            <source>No signal for this instrument yet</source>
            <translation>此品种尚无信号</translation>
        </message>
        <message>
            <location filename="../../panels/signals/view.py"></location>
            <source>No signal yet</source>
            <translation>尚无信号</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/signal_plots.py"></location>
            <source>No signal yet.</source>
            <translation>尚无信号。</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/moment.py"></location>
            <source>No such moment</source>
            <translation>没有这个时刻</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>No trade passes the size filter</source>
            <translation>没有成交通过数量筛选</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>No trades yet</source>
            <translation>尚无成交</translation>
        </message>
        <message>
            <location filename="../../panels/chart/view/panel.py"></location>
            <source>No trades yet: the first one opens a bar</source>
            <translation>尚无成交：首笔成交将开始一根K线</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view.py"></location>
            <source>None of its code was run. Put it right, then press Reload.</source>
            <translation>它的代码没有运行过。请改正后按“重新加载”。</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/setting_editors.py"></location>
            <source>Normal</source>
            <translation>标准</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>Not delivered because it fell behind</source>
            <translation>因其跟不上而未送达</translation>
        </message>
        <message>
            <location filename="../../panels/signals/view_model.py"></location>
            <source>Not explained</source>
            <translation>没有解释</translation>
        </message>
        <message>
            <location filename="../../terminal/app/watchdog/told.py"></location>
            <source>Not halted</source>
            <translation>未停止</translation>
        </message>
        <message>
            <location filename="../../terminal/app/services/recording_watch.py"></location>
            <source>Not recording</source>
            <translation>未在记录</translation>
        </message>
        <message>
            <location filename="../../panels/chart/view/panel.py"></location>
            <location filename="../../panels/chart/view/toolbar.py"></location>
            <source>Note</source>
            <translation>注释</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view.py"></location>
            <source>Nothing has called</source>
            <translation>没有提醒触发</translation>
        </message>
        <message>
            <location filename="../../terminal/app/keyboard/search.py"></location>
            <source>Nothing is called {typed!r} here: try fewer letters</source>
            <translation>没有名为 {typed!r} 的内容：请减少字母</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/moment.py"></location>
            <source>Nothing is recorded at {when} UTC.</source>
            <translation>{when} UTC 没有任何记录。</translation>
        </message>
        <message>
            <location filename="../../panels/log/view.py"></location>
            <source>Nothing logged yet</source>
            <translation>尚无日志</translation>
        </message>
        <message>
            <location filename="../../terminal/app/services/halt_watch.py"></location>
            <source>Nothing new, all orders cancelled. It takes two people to re-arm.</source>
            <translation>不接受新单，撤销全部订单。恢复交易须由两人批准。</translation>
        </message>
        <message>
            <location filename="../../panels/catalogue/view_model.py"></location>
            <source>Nothing recorded yet</source>
            <translation>尚无记录</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/notice_list.py"></location>
            <source>Nothing waits for you. What was said is in the log.</source>
            <translation>没有待处理的通知。说过的内容在日志中。</translation>
        </message>
        <message>
            <location filename="../../terminal/app/services/recording_watch.py"></location>
            <source>Nothing was lost.</source>
            <translation>没有丢失任何内容。</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/notice.py"></location>
            <source>Notice</source>
            <translation>通知</translation>
        </message>
        <message>
            <location filename="../../terminal/app/services/comforts.py"></location>
            <location filename="../../terminal/app/window/notice_list.py"></location>
            <location filename="../../terminal/app/window/tour.py"></location>
            <source>Notices</source>
            <translation>通知</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view.py"></location>
            <source>Notification of the desktop, also while the window is hidden</source>
            <translation>桌面通知，窗口隐藏时也会显示</translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/view.py"></location>
            <source>Now</source>
            <translation>当前</translation>
        </message>
        <message>
            <location filename="../../panels/chart/view/panel.py"></location>
            <source>Of the feature library, such as rsi(n=21,on=trade)</source>
            <translation>来自指标库，如 rsi(n=21,on=trade)</translation>
        </message>
        <message>
            <location filename="../../terminal/app/keyboard/palette.py"></location>
            <location filename="../../terminal/widgets/setting_editors.py"></location>
            <source>Off</source>
            <translation>关</translation>
        </message>
        <message>
            <location filename="../../terminal/app/services/recording_room.py"></location>
            <source>Old recordings deleted</source>
            <translation>旧记录已删除</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view_model.py"></location>
            <location filename="../../terminal/app/keyboard/palette.py"></location>
            <location filename="../../terminal/widgets/setting_editors.py"></location>
            <source>On</source>
            <translation>启用</translation>
        </message>
        <message>
            <location filename="../../panels/catalogue/view_model.py"></location>
            <source>On disk</source>
            <translation>磁盘占用</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/panel_files.py"></location>
            <source>On the clipboard.</source>
            <translation>已复制到剪贴板。</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view.py"></location>
            <source>Once</source>
            <translation>一次</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view.py"></location>
            <source>Once: switches itself off after it spoke</source>
            <translation>一次：触发后自行关闭</translation>
        </message>
        <message>
            <location filename="../../terminal/app/watchdog/window.py"></location>
            <source>One action: no new orders, all orders cancelled. {chord}</source>
            <translation>一键：不再有新委托，撤销所有委托。{chord}</translation>
        </message>
        <message>
            <location filename="../../panels/replay/view.py"></location>
            <source>One unit on</source>
            <translation>前进一个单元</translation>
        </message>
        <message>
            <location filename="../../panels/catalogue/view.py"></location>
            <source>Open</source>
            <translation>打开</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/cards.py"></location>
            <source>Open again</source>
            <translation>重新打开</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/window_actions.py"></location>
            <source>Open another</source>
            <translation>再开一个</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/window_actions.py"></location>
            <source>Open another of this panel</source>
            <translation>再开一个此面板</translation>
        </message>
        <message>
            <location filename="../../panels/catalogue/view.py"></location>
            <source>Open in the time machine</source>
            <translation>在时光机中打开</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/window_actions.py"></location>
            <source>Open panel anew</source>
            <translation>重新打开面板</translation>
        </message>
        <message>
            <location filename="../../panels/catalogue/view.py"></location>
            <source>Open the chosen session</source>
            <translation>打开所选会话</translation>
        </message>
        <message>
            <location filename="../../panels/catalogue/view.py"></location>
            <source>Open the session in the time machine (Enter)</source>
            <translation>在时光机中打开该会话 (Enter)</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/feed_notice.py"></location>
            <source>Opening: {feed}</source>
            <translation>正在打开：{feed}</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/ladder.py"></location>
            <source>Order book ladder</source>
            <translation>订单簿价格阶梯</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>Orders meant</source>
            <translation>拟下单</translation>
        </message>
        <message>
            <location filename="../../terminal/app/watchdog/told.py"></location>
            <source>Orders pass the gate as limits allow</source>
            <translation>委托在限额之内可以通过</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>Orders that work now</source>
            <translation>挂着的委托</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view.py"></location>
            <source>Other plugins run on. Enable runs it from the start; Reload takes its folder anew.</source>
            <translation>其他插件继续运行。“启用”将其从头运行；“重新加载”重新读取其文件夹。</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view.py"></location>
            <source>Own words, else the condition</source>
            <translation>自定文字，否则用条件</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Own, q ahead</source>
            <translation>己单，前方 q</translation>
        </message>
        <message>
            <location filename="../../panels/chart/view/studies.py"></location>
            <source>POC {control}, value area 70% {low} to {high}</source>
            <translation>POC {control}，价值区 70% {low} 至 {high}</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view.py"></location>
            <location filename="../../panels/catalogue/view.py"></location>
            <source>Page</source>
            <translation>页</translation>
        </message>
        <message>
            <location filename="../../terminal/app/keyboard/search.py"></location>
            <source>Palette</source>
            <translation>面板命令</translation>
        </message>
        <message>
            <location filename="../../terminal/app/keyboard/search.py"></location>
            <source>Panel</source>
            <translation>面板</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/window_actions.py"></location>
            <source>Panel in a window of its own</source>
            <translation>面板独立成窗</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/docks.py"></location>
            <source>Panel menu</source>
            <translation>面板菜单</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/window_actions.py"></location>
            <source>Panel to group {letter}</source>
            <translation>面板归入组 {letter}</translation>
        </message>
        <message>
            <location filename="../../terminal/plugin_host/host.py"></location>
            <source>Panel {plugin} is quarantined</source>
            <translation>面板 {plugin} 已被隔离</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/app_bar.py"></location>
            <source>Panels and layout (Alt+V)</source>
            <translation>面板与布局 (Alt+V)</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/tour.py"></location>
            <source>Panels of one colour group follow it. Click the letter in a panel's title to change its group.</source>
            <translation>同一颜色组的面板跟随它。点击面板标题上的字母可更改其组。</translation>
        </message>
        <message>
            <location filename="../../panels/signals/view.py"></location>
            <source>Past</source>
            <translation>历史</translation>
        </message>
        <message>
            <location filename="../../panels/replay/view.py"></location>
            <source>Pause</source>
            <translation>暂停</translation>
        </message>
        <message>
            <location filename="../../resources/settings/alerts.toml"></location>
            <source>Pause between two calls</source>
            <translation>两次提醒的间隔</translation>
        </message>
        <message>
            <location filename="../../panels/chart/view/toolbar.py"></location>
            <source>Period</source>
            <translation>周期</translation>
        </message>
        <message>
            <location filename="../../panels/chart/plugin.toml"></location>
            <source>Period seconds</source>
            <translation>周期秒数</translation>
        </message>
        <message>
            <location filename="../../panels/signals/view.py"></location>
            <source>Picture</source>
            <translation>图</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/panel_files.py"></location>
            <source>Picture of {panel} copied</source>
            <translation>{panel} 的图片已复制</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/panel_files.py"></location>
            <source>Picture of {panel} saved</source>
            <translation>{panel} 的图片已保存</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/window_actions.py"></location>
            <source>Pin panel to its instrument</source>
            <translation>将面板固定到其品种</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/docks.py"></location>
            <source>Pin to its instrument</source>
            <translation>固定到其品种</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/docks.py"></location>
            <source>Pinned to its instrument</source>
            <translation>已固定到其品种</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/scrub_bar.py"></location>
            <source>Place in the recording</source>
            <translation>记录中的位置</translation>
        </message>
        <message>
            <location filename="../../panels/replay/view.py"></location>
            <source>Play</source>
            <translation>播放</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/feed_notice.py"></location>
            <source>Play again</source>
            <translation>从头播放</translation>
        </message>
        <message>
            <location filename="../../panels/replay/view.py"></location>
            <source>Play or pause</source>
            <translation>播放或暂停</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/tour.py"></location>
            <source>Play, step and seek. Every panel goes to the same nanosecond, and back to live.</source>
            <translation>播放、步进与跳转。每个面板都到同一纳秒，并可返回实时。</translation>
        </message>
        <message>
            <location filename="../../terminal/app/watchdog/window.py"></location>
            <source>Plimsoll watchdog</source>
            <translation>Plimsoll 看门狗</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>Plugin</source>
            <translation>插件</translation>
        </message>
        <message>
            <location filename="../../terminal/plugin_host/host.py"></location>
            <source>Plugin {plugin} is quarantined</source>
            <translation>插件 {plugin} 已被隔离</translation>
        </message>
        <message>
            <location filename="../../panels/signals/view_model.py"></location>
            <source>Plugin, version, signal</source>
            <translation>插件、版本、信号</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/plugin.toml"></location>
            <location filename="../../panels/plugins/view.py"></location>
            <source>Plugins</source>
            <translation>插件</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/signal_plots.py"></location>
            <source>Predicted and realised</source>
            <translation>预测与实际</translation>
        </message>
        <message>
            <location filename="../../terminal/app/keyboard/keyboard_dialog.py"></location>
            <source>Press the new keys</source>
            <translation>按下新的按键</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/window_actions.py"></location>
            <source>Previous panel</source>
            <translation>上一个面板</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Price</source>
            <translation>价格</translation>
        </message>
        <message>
            <location filename="../../panels/chart/view/toolbar.py"></location>
            <source>Price level</source>
            <translation>价位线</translation>
        </message>
        <message>
            <location filename="../../panels/order_book/view.py"></location>
            <source>Price step</source>
            <translation>价格档距</translation>
        </message>
        <message>
            <location filename="../../panels/order_book/view.py"></location>
            <source>Price step of a row (+ and −)</source>
            <translation>每行的价格档距 (+ 与 −)</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Price {0}</source>
            <translation>价格 {0}</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Prices appear with the first quote or order.</source>
            <translation>收到首个报价或委托后显示价格。</translation>
        </message>
        <message>
            <location filename="../../panels/time_and_sales/plugin.toml"></location>
            <source>Prints below this many lots are left out.</source>
            <translation>低于此手数的成交不显示。</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>Promote</source>
            <translation>升级</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view.py"></location>
            <source>Promote the new version of the plugin</source>
            <translation>升级到插件的新版本</translation>
        </message>
        <message>
            <location filename="../../panels/catalogue/view_model.py"></location>
            <source>Quotes</source>
            <translation>报价</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Quotes only</source>
            <translation>仅报价</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/app_bar.py"></location>
            <source>REPLAY</source>
            <translation>回放</translation>
        </message>
        <message>
            <location filename="../../panels/chart/indicators.py"></location>
            <source>RSI 14</source>
            <translation>RSI 14</translation>
        </message>
        <message>
            <location filename="../../panels/chart/view/toolbar.py"></location>
            <source>Ray</source>
            <translation>射线</translation>
        </message>
        <message>
            <location filename="../../panels/sql_console/plugin.toml"></location>
            <source>Read-only SQL over bars, trades, quotes, instruments and sessions. Ctrl Enter runs, Ctrl Up recalls.</source>
            <translation>对K线、成交、报价、品种与会话的只读 SQL。Ctrl Enter 运行，Ctrl Up 调出历史。</translation>
        </message>
        <message>
            <location filename="../../panels/sql_console/view.py"></location>
            <source>Read-only SQL over what was recorded and imported. Try one:</source>
            <translation>对已记录与已导入数据的只读 SQL。试一条：</translation>
        </message>
        <message>
            <location filename="../../panels/catalogue/view_model.py"></location>
            <source>Reading the catalogue…</source>
            <translation>正在读取数据目录…</translation>
        </message>
        <message>
            <location filename="../../panels/sql_console/view.py"></location>
            <source>Reading the views…</source>
            <translation>正在读取视图…</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/signal_plots.py"></location>
            <source>Realised IC in a moving window, 95% band</source>
            <translation>滚动窗口的实际 IC，95% 区间带</translation>
        </message>
        <message>
            <location filename="../../panels/signals/view_model.py"></location>
            <source>Realised IC, 95%</source>
            <translation>实际 IC，95%</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/signal_plots.py"></location>
            <source>Realised by predicted, 95%</source>
            <translation>按预测分组的实际变动，95%</translation>
        </message>
        <message>
            <location filename="../../panels/chart/indicators.py"></location>
            <source>Realised volatility in the bar</source>
            <translation>K线内的已实现波动率</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>Reason</source>
            <translation>原因</translation>
        </message>
        <message>
            <location filename="../../panels/replay/view_model.py"></location>
            <source>Rebuilding the book {share}</source>
            <translation>正在重建订单簿 {share}</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/feed_notice.py"></location>
            <source>Rebuilding the book, {progress}</source>
            <translation>正在重建订单簿，{progress}</translation>
        </message>
        <message>
            <location filename="../../resources/settings/recording.toml"></location>
            <source>Record</source>
            <translation>记录</translation>
        </message>
        <message>
            <location filename="../../terminal/app/keyboard/search.py"></location>
            <source>Recorded day</source>
            <translation>记录的交易日</translation>
        </message>
        <message>
            <location filename="../../panels/catalogue/view.py"></location>
            <source>Recorded sessions</source>
            <translation>记录的会话</translation>
        </message>
        <message>
            <location filename="../../panels/catalogue/view_model.py"></location>
            <source>Recorded sessions and imported data</source>
            <translation>记录的会话与导入的数据</translation>
        </message>
        <message>
            <location filename="../../panels/catalogue/plugin.toml"></location>
            <source>Recorded sessions and instruments; Enter opens a session in the time machine, F5 looks again.</source>
            <translation>记录的会话与品种；Enter 在时光机中打开会话，F5 重新查看。</translation>
        </message>
        <message>
            <location filename="../../resources/settings/recording.toml"></location>
            <source>Recording</source>
            <translation>记录</translation>
        </message>
        <message>
            <location filename="../../terminal/app/services/recording_watch.py"></location>
            <source>Recording again</source>
            <translation>已恢复记录</translation>
        </message>
        <message>
            <location filename="../../terminal/app/alerts/rules.py"></location>
            <source>Recording stopped</source>
            <translation>记录已停止</translation>
        </message>
        <message>
            <location filename="../../terminal/app/services/recording_room.py"></location>
            <source>Recordings could not be looked at</source>
            <translation>无法查看记录</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/setting_editors.py"></location>
            <source>Red</source>
            <translation>红色</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/window_actions.py"></location>
            <source>Redo layout change</source>
            <translation>重做布局更改</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view.py"></location>
            <source>Relation</source>
            <translation>关系</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>Reload</source>
            <translation>重新加载</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view.py"></location>
            <source>Reload the plugin beside the running one</source>
            <translation>将插件与运行中的版本并行重新加载</translation>
        </message>
        <message>
            <location filename="../../panels/watchlist/view.py"></location>
            <source>Remove</source>
            <translation>移除</translation>
        </message>
        <message>
            <location filename="../../panels/chart/view/toolbar.py"></location>
            <source>Remove all of this instrument</source>
            <translation>移除此品种的全部绘图</translation>
        </message>
        <message>
            <location filename="../../panels/chart/view/toolbar.py"></location>
            <source>Remove the selected</source>
            <translation>移除所选</translation>
        </message>
        <message>
            <location filename="../../panels/watchlist/view.py"></location>
            <source>Remove this list</source>
            <translation>移除此列表</translation>
        </message>
        <message>
            <location filename="../../panels/watchlist/view.py"></location>
            <source>Rename the watchlist</source>
            <translation>重命名自选</translation>
        </message>
        <message>
            <location filename="../../terminal/app/workspace/actions.py"></location>
            <source>Rename workspace</source>
            <translation>重命名工作区</translation>
        </message>
        <message>
            <location filename="../../terminal/app/workspace/actions.py"></location>
            <source>Rename workspace…</source>
            <translation>重命名工作区…</translation>
        </message>
        <message>
            <location filename="../../panels/watchlist/view.py"></location>
            <source>Rename…</source>
            <translation>重命名…</translation>
        </message>
        <message>
            <location filename="../../panels/replay/plugin.toml"></location>
            <source>Replay</source>
            <translation>回放</translation>
        </message>
        <message>
            <location filename="../../panels/replay/view.py"></location>
            <source>Replay transport</source>
            <translation>回放控制</translation>
        </message>
        <message>
            <location filename="../../resources/workspaces/research.json"></location>
            <source>Research</source>
            <translation>研究</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Resting size</source>
            <translation>挂单量</translation>
        </message>
        <message>
            <location filename="../../panels/sql_console/view.py"></location>
            <source>Result</source>
            <translation>结果</translation>
        </message>
        <message>
            <location filename="../../panels/sql_console/view.py"></location>
            <source>Result saved</source>
            <translation>结果已保存</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/past_banner.py"></location>
            <location filename="../../terminal/app/window/window_actions.py"></location>
            <source>Return to live</source>
            <translation>返回实时</translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/view.py"></location>
            <source>Return to now</source>
            <translation>返回当前</translation>
        </message>
        <message>
            <location filename="../../panels/time_and_sales/view.py"></location>
            <source>Return to the newest</source>
            <translation>回到最新</translation>
        </message>
        <message>
            <location filename="../../resources/settings/appearance.toml"></location>
            <source>Rising prices</source>
            <translation>上涨颜色</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>Roll back</source>
            <translation>回退</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view.py"></location>
            <source>Roll the plugin back</source>
            <translation>回退插件</translation>
        </message>
        <message>
            <location filename="../../resources/settings/recording.toml"></location>
            <source>Room for recordings</source>
            <translation>记录空间</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/setting_editors.py"></location>
            <source>Roomy</source>
            <translation>宽松</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/table.py"></location>
            <source>Row {n} of {of}: {row}</source>
            <translation>第 {n} 行，共 {of} 行：{row}</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view.py"></location>
            <source>Rules</source>
            <translation>规则</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/plugin.toml"></location>
            <source>Rules that call, and what they said. Space switches a rule or acknowledges, Ctrl N makes one.</source>
            <translation>会发出提醒的规则，以及已触发的提醒。Space 开关规则或确认提醒，Ctrl N 新建。</translation>
        </message>
        <message>
            <location filename="../../panels/sql_console/view.py"></location>
            <source>Run</source>
            <translation>运行</translation>
        </message>
        <message>
            <location filename="../../panels/sql_console/view.py"></location>
            <source>Run the query</source>
            <translation>运行查询</translation>
        </message>
        <message>
            <location filename="../../panels/sql_console/view.py"></location>
            <source>Running</source>
            <translation>运行中</translation>
        </message>
        <message>
            <location filename="../../panels/signals/view_model.py"></location>
            <source>R² {r2} out of sample, {n} horizons, {m} without overlap</source>
            <translation>样本外 R² {r2}，{n} 个预测期，{m} 个互不重叠</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>S</source>
            <translation>卖</translation>
        </message>
        <message>
            <location filename="../../panels/sql_console/view.py"></location>
            <source>SELECT … FROM bars, trades, quotes, instruments or sessions. Ctrl+Enter runs.</source>
            <translation>SELECT … FROM bars、trades、quotes、instruments 或 sessions。Ctrl+Enter 运行。</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/past_banner.py"></location>
            <source>SHOWING THE PAST</source>
            <translation>正在显示历史</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/app_bar.py"></location>
            <source>SIM</source>
            <translation>模拟</translation>
        </message>
        <message>
            <location filename="../../panels/sql_console/plugin.toml"></location>
            <location filename="../../panels/sql_console/view.py"></location>
            <source>SQL</source>
            <translation>SQL</translation>
        </message>
        <message>
            <location filename="../../panels/sql_console/view.py"></location>
            <source>SQL console</source>
            <translation>SQL 控制台</translation>
        </message>
        <message>
            <location filename="../../panels/sql_console/view.py"></location>
            <source>Save as CSV</source>
            <translation>另存为 CSV</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/window_actions.py"></location>
            <source>Save panel's table as CSV…</source>
            <translation>将面板表格存为 CSV…</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/panel_files.py"></location>
            <source>Save picture</source>
            <translation>保存图片</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/window_actions.py"></location>
            <source>Save picture of panel…</source>
            <translation>保存面板图片…</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/window_actions.py"></location>
            <source>Save picture…</source>
            <translation>保存图片…</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view.py"></location>
            <source>Save rule</source>
            <translation>保存规则</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/panel_files.py"></location>
            <source>Save table</source>
            <translation>保存表格</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/window_actions.py"></location>
            <source>Save table as CSV…</source>
            <translation>将表格存为 CSV…</translation>
        </message>
        <message>
            <location filename="../../panels/sql_console/view.py"></location>
            <source>Save the result as CSV</source>
            <translation>将结果存为 CSV</translation>
        </message>
        <message>
            <location filename="../../terminal/app/workspace/actions.py"></location>
            <source>Save workspace as</source>
            <translation>工作区另存为</translation>
        </message>
        <message>
            <location filename="../../terminal/app/workspace/actions.py"></location>
            <source>Save workspace as…</source>
            <translation>工作区另存为…</translation>
        </message>
        <message>
            <location filename="../../plugins/strategies/ema_cross/plugin.toml"></location>
            <source>Says so when a fast average of the mid crosses a slow one. Sends orders only when told to.</source>
            <translation>中间价的快均线与慢均线交叉时给出信号。只有在要求时才下单。</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Scrolled back. Home returns to the newest.</source>
            <translation>已向前翻看。Home 回到最新。</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/window_actions.py"></location>
            <source>Scrub the running session's past</source>
            <translation>回看运行中会话的历史</translation>
        </message>
        <message>
            <location filename="../../panels/log/view.py"></location>
            <location filename="../../terminal/app/keyboard/search.py"></location>
            <location filename="../../terminal/app/window/window_actions.py"></location>
            <source>Search</source>
            <translation>搜索</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/app_bar.py"></location>
            <source>Search instruments and panels</source>
            <translation>搜索品种与面板</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/app_bar.py"></location>
            <source>Search instruments and panels (Ctrl+K)</source>
            <translation>搜索品种与面板 (Ctrl+K)</translation>
        </message>
        <message>
            <location filename="../../panels/log/view.py"></location>
            <source>Search the log</source>
            <translation>搜索日志</translation>
        </message>
        <message>
            <location filename="../../terminal/app/preferences/settings_dialog.py"></location>
            <source>Sections</source>
            <translation>分区</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view_model.py"></location>
            <source>Seen</source>
            <translation>已阅</translation>
        </message>
        <message>
            <location filename="../../panels/catalogue/view_model.py"></location>
            <source>Session</source>
            <translation>会话</translation>
        </message>
        <message>
            <location filename="../../panels/catalogue/view.py"></location>
            <source>Sessions</source>
            <translation>会话</translation>
        </message>
        <message>
            <location filename="../../terminal/app/keyboard/keyboard_dialog.py"></location>
            <source>Set</source>
            <translation>设置</translation>
        </message>
        <message>
            <location filename="../../terminal/app/preferences/settings_dialog.py"></location>
            <source>Set for everyone on this machine in {where}.</source>
            <translation>由 {where} 为本机所有用户设定。</translation>
        </message>
        <message>
            <location filename="../../terminal/app/keyboard/search.py"></location>
            <source>Setting</source>
            <translation>设置</translation>
        </message>
        <message>
            <location filename="../../terminal/app/preferences/settings_dialog.py"></location>
            <source>Settings</source>
            <translation>设置</translation>
        </message>
        <message>
            <location filename="../../terminal/app/services/comforts.py"></location>
            <source>Settings were set aside</source>
            <translation>设置文件已移开</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view.py"></location>
            <source>Settings: kept, and the plugin starts anew with them</source>
            <translation>设置：即时保存，插件随之重新启动</translation>
        </message>
        <message>
            <location filename="../../terminal/app/services/comforts.py"></location>
            <source>Settings…</source>
            <translation>设置…</translation>
        </message>
        <message>
            <location filename="../../panels/signals/view_model.py"></location>
            <source>Share of right directions, 95% interval</source>
            <translation>方向正确的比例，95% 区间</translation>
        </message>
        <message>
            <location filename="../../resources/settings/shortcuts.toml"></location>
            <source>Shortcuts</source>
            <translation>快捷键</translation>
        </message>
        <message>
            <location filename="../../terminal/app/services/notice_centre.py"></location>
            <source>Show</source>
            <translation>显示</translation>
        </message>
        <message>
            <location filename="../../terminal/app/services/comforts.py"></location>
            <source>Show alerts</source>
            <translation>显示提醒</translation>
        </message>
        <message>
            <location filename="../../panels/catalogue/view.py"></location>
            <source>Show catalogued instruments</source>
            <translation>显示目录中的品种</translation>
        </message>
        <message>
            <location filename="../../panels/chart/view/panel.py"></location>
            <source>Show or hide signals</source>
            <translation>显示或隐藏信号</translation>
        </message>
        <message>
            <location filename="../../panels/chart/view/panel.py"></location>
            <source>Show or hide the footprint</source>
            <translation>显示或隐藏足迹图</translation>
        </message>
        <message>
            <location filename="../../panels/chart/view/panel.py"></location>
            <source>Show or hide the volume profile</source>
            <translation>显示或隐藏成交量分布</translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/view.py"></location>
            <source>Show or hide: {layer}</source>
            <translation>显示或隐藏：{layer}</translation>
        </message>
        <message>
            <location filename="../../panels/log/view.py"></location>
            <source>Show the log file</source>
            <translation>显示日志文件</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/window_actions.py"></location>
            <source>Show {panel}</source>
            <translation>显示{panel}</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/past_banner.py"></location>
            <source>Showing the past</source>
            <translation>正在显示历史</translation>
        </message>
        <message>
            <location filename="../../panels/signals/view_model.py"></location>
            <source>Signal</source>
            <translation>信号</translation>
        </message>
        <message>
            <location filename="../../panels/chart/view/toolbar.py"></location>
            <location filename="../../panels/plugins/view_model.py"></location>
            <location filename="../../panels/signals/plugin.toml"></location>
            <location filename="../../panels/signals/view.py"></location>
            <location filename="../../panels/signals/view_model.py"></location>
            <location filename="../../resources/workspaces/signals.json"></location>
            <source>Signals</source>
            <translation>信号</translation>
        </message>
        <message>
            <location filename="../../resources/settings/log.toml"></location>
            <source>Size of a file</source>
            <translation>单个文件大小</translation>
        </message>
        <message>
            <location filename="../../plugins/strategies/ema_cross/plugin.toml"></location>
            <source>Size of an order.</source>
            <translation>一笔委托的数量。</translation>
        </message>
        <message>
            <location filename="../../resources/settings/appearance.toml"></location>
            <source>Size of text as a multiple of the design's; rows grow with it.</source>
            <translation>文字大小，为设计字号的倍数；行高随之增大。</translation>
        </message>
        <message>
            <location filename="../../plugins/strategies/ofi/plugin.toml"></location>
            <source>Size of the position that it wants, long or short, and the most that one order asks for.</source>
            <translation>想要的多头或空头仓位大小，也是单笔委托的最大数量。</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Size {0}</source>
            <translation>数量 {0}</translation>
        </message>
        <message>
            <location filename="../../panels/order_book/plugin.toml"></location>
            <source>Sizes at each price on a grid that stands still, with day volume. Arrows choose a row, + and − the price step, C centres.</source>
            <translation>固定网格上各价位的挂单量与日成交量。方向键选行，+ 与 − 调整价格档距，C 居中。</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Sizes hidden</source>
            <translation>数量已隐藏</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/feed_notice.py"></location>
            <source>Sizes stay hidden until the book is whole.</source>
            <translation>订单簿恢复完整之前不显示数量。</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/tour.py"></location>
            <source>Skip</source>
            <translation>跳过</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>Skipped</source>
            <translation>跳过数</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/attachments.py"></location>
            <source>Smaller text</source>
            <translation>缩小文字</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/table.py"></location>
            <source>Sort by</source>
            <translation>排序方式</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view.py"></location>
            <location filename="../../resources/settings/alerts.toml"></location>
            <source>Sound</source>
            <translation>声音</translation>
        </message>
        <message>
            <location filename="../../panels/catalogue/view_model.py"></location>
            <location filename="../../panels/log/view.py"></location>
            <location filename="../../panels/log/view_model.py"></location>
            <source>Source</source>
            <translation>来源</translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/plugin.toml"></location>
            <source>Span seconds</source>
            <translation>时长秒数</translation>
        </message>
        <message>
            <location filename="../../panels/replay/view.py"></location>
            <source>Speed</source>
            <translation>速度</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view.py"></location>
            <source>Spoke</source>
            <translation>已触发</translation>
        </message>
        <message>
            <location filename="../../panels/watchlist/view_model.py"></location>
            <source>Spread</source>
            <translation>价差</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Stale</source>
            <translation>陈旧</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/feed_notice.py"></location>
            <source>Stale {age}, limit 1.0 s</source>
            <translation>陈旧 {age}，上限 1.0 s</translation>
        </message>
        <message>
            <location filename="../../panels/catalogue/view_model.py"></location>
            <location filename="../../panels/plugins/view_model.py"></location>
            <location filename="../../panels/signals/view_model.py"></location>
            <source>State</source>
            <translation>状态</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/status_bar.py"></location>
            <source>Status</source>
            <translation>状态</translation>
        </message>
        <message>
            <location filename="../../panels/order_book/plugin.toml"></location>
            <source>Step ticks</source>
            <translation>档距跳数</translation>
        </message>
        <message>
            <location filename="../../panels/order_book/view.py"></location>
            <source>Step {price}</source>
            <translation>档距 {price}</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>Stopped: {why} The running version is not touched.</source>
            <translation>已停止：{why} 运行中的版本不受影响。</translation>
        </message>
        <message>
            <location filename="../../panels/chart/view/toolbar.py"></location>
            <source>Studies</source>
            <translation>分析</translation>
        </message>
        <message>
            <location filename="../../panels/catalogue/view_model.py"></location>
            <location filename="../../panels/watchlist/view.py"></location>
            <location filename="../../panels/watchlist/view_model.py"></location>
            <source>Symbol</source>
            <translation>代码</translation>
        </message>
        <message>
            <location filename="../../panels/watchlist/view.py"></location>
            <source>Symbol, or several; Enter adds</source>
            <translation>一个或多个代码；Enter 添加</translation>
        </message>
        <message>
            <location filename="../../terminal/app/watchdog/window.py"></location>
            <source>TRADING</source>
            <translation>交易</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/panel_files.py"></location>
            <source>Table of {panel} saved</source>
            <translation>{panel} 的表格已保存</translation>
        </message>
        <message>
            <location filename="../../panels/log/view_model.py"></location>
            <source>Text</source>
            <translation>内容</translation>
        </message>
        <message>
            <location filename="../../resources/settings/appearance.toml"></location>
            <source>Text size</source>
            <translation>文字大小</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/window.py"></location>
            <source>That was not done</source>
            <translation>操作未完成</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/signal_plots.py"></location>
            <source>The IC shows once 150 horizons are over.</source>
            <translation>150 个预测期到期后显示 IC。</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/signal_plots.py"></location>
            <source>The bins show once 45 horizons are over.</source>
            <translation>45 个预测期到期后显示分组。</translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/plugin.toml"></location>
            <source>The book's history with best prices and trades. The wheel zooms time, with Ctrl price; dragging goes back; C centres, Home is now.</source>
            <translation>订单簿的历史，带最优价与成交。滚轮缩放时间，加 Ctrl 缩放价格；拖动向前翻看；C 居中，Home 回到当前。</translation>
        </message>
        <message>
            <location filename="../../panels/catalogue/view_model.py"></location>
            <source>The catalogue could not be read</source>
            <translation>无法读取数据目录</translation>
        </message>
        <message>
            <location filename="../../panels/log/view.py"></location>
            <source>The chosen line in full</source>
            <translation>所选行的全文</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>The first print appears here as it happens.</source>
            <translation>成交发生时显示在这里。</translation>
        </message>
        <message>
            <location filename="../../terminal/app/services/halt_watch.py"></location>
            <source>The gateway does not answer</source>
            <translation>网关无应答</translation>
        </message>
        <message>
            <location filename="../../terminal/app/watchdog/window.py"></location>
            <source>The gateway does not answer. The halt is on the disk ({took}); end its process</source>
            <translation>网关没有回应。停止令已写入磁盘（{took}）；请结束其进程</translation>
        </message>
        <message>
            <location filename="../../panels/watchlist/view_model.py"></location>
            <source>The last list stays; take its symbols out instead</source>
            <translation>最后一个列表须保留；可移除其中的代码</translation>
        </message>
        <message>
            <location filename="../../resources/settings/log.toml"></location>
            <source>The least severe line that is kept.</source>
            <translation>保留的最低严重级别。</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/tour.py"></location>
            <source>The linked instrument</source>
            <translation>联动品种</translation>
        </message>
        <message>
            <location filename="../../panels/log/view.py"></location>
            <source>The log file is {path}</source>
            <translation>日志文件为 {path}</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/moment.py"></location>
            <source>The nearest session is {id}, {first} to {last}.</source>
            <translation>最近的会话是 {id}，{first} 至 {last}。</translation>
        </message>
        <message>
            <location filename="../../terminal/plugin_host/host.py"></location>
            <source>The new version of {plugin} was stopped</source>
            <translation>{plugin} 的新版本已停止</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/cards.py"></location>
            <source>The other panels go on. Its settings and place are kept.</source>
            <translation>其他面板照常运行。它的设置与位置都已保留。</translation>
        </message>
        <message>
            <location filename="../../panels/sql_console/view.py"></location>
            <source>The query is right; nothing fits it.</source>
            <translation>查询正确；没有符合的内容。</translation>
        </message>
        <message>
            <location filename="../../panels/replay/view_model.py"></location>
            <source>The simulated exchange makes the day as it goes: there is nothing to scrub.</source>
            <translation>模拟交易所边运行边生成行情：没有可拖动的记录。</translation>
        </message>
        <message>
            <location filename="../../panels/sql_console/view.py"></location>
            <source>The views could not be read</source>
            <translation>无法读取视图</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/window.py"></location>
            <source>The window cannot draw</source>
            <translation>窗口无法绘制</translation>
        </message>
        <message>
            <location filename="../../resources/settings/appearance.toml"></location>
            <source>Theme</source>
            <translation>主题</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/tour.py"></location>
            <source>Theme, language, size of text and alerts are in the settings; every key can be changed.</source>
            <translation>主题、语言、字号与提醒都在设置中；每个按键都可更改。</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/dress.py"></location>
            <source>There are no texts in {language} here; English stays.</source>
            <translation>这里没有 {language} 的译文；仍用英语。</translation>
        </message>
        <message>
            <location filename="../../panels/watchlist/view_model.py"></location>
            <source>There is a list named {name} already</source>
            <translation>已有名为 {name} 的列表</translation>
        </message>
        <message>
            <location filename="../../panels/replay/view_model.py"></location>
            <source>This feed is live: there is nothing to scrub.</source>
            <translation>这是实时行情：没有可拖动的记录。</translation>
        </message>
        <message>
            <location filename="../../panels/watchlist/view.py"></location>
            <source>This list is empty</source>
            <translation>此列表为空</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/signal_plots.py"></location>
            <source>This plugin does not say which features moved its signal (features_used).</source>
            <translation>此插件未说明哪些特征驱动其信号 (features_used)。</translation>
        </message>
        <message>
            <location filename="../../panels/order_book/view.py"></location>
            <source>This session takes no orders; a click on a price only marks the row.</source>
            <translation>此会话不接受委托；点击价格只会标记该行。</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/cards.py"></location>
            <source>This workspace shows a panel of a plugin that is not here. Its place and settings are kept.</source>
            <translation>此工作区显示的面板属于未安装的插件。其位置与设置已保留。</translation>
        </message>
        <message>
            <location filename="../../resources/settings/data.toml"></location>
            <source>Threads of a query</source>
            <translation>查询线程数</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view.py"></location>
            <source>Threshold</source>
            <translation>阈值</translation>
        </message>
        <message>
            <location filename="../../panels/order_book/plugin.toml"></location>
            <source>Ticks per row when the panel opens; 0 lets the spread decide.</source>
            <translation>面板打开时每行的跳数；0 由价差决定。</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view_model.py"></location>
            <location filename="../../panels/log/view_model.py"></location>
            <location filename="../../terminal/app/window/tour.py"></location>
            <source>Time</source>
            <translation>时间</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Time UTC</source>
            <translation>时间 UTC</translation>
        </message>
        <message>
            <location filename="../../panels/time_and_sales/plugin.toml"></location>
            <location filename="../../panels/time_and_sales/view.py"></location>
            <location filename="../../terminal/widgets/tape.py"></location>
            <source>Time and sales</source>
            <translation>逐笔成交</translation>
        </message>
        <message>
            <location filename="../../panels/chart/plugin.toml"></location>
            <source>Time covered by one candle when the panel opens; 0 chooses by the session.</source>
            <translation>面板打开时一根K线的时长；0 按会话选择。</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>Time of a callback, median</source>
            <translation>回调时间，中位数</translation>
        </message>
        <message>
            <location filename="../../resources/settings/data.toml"></location>
            <source>Time of a query</source>
            <translation>查询时间</translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/view.py"></location>
            <source>Time shown</source>
            <translation>显示时长</translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/plugin.toml"></location>
            <source>Time shown when the panel opens.</source>
            <translation>面板打开时显示的时长。</translation>
        </message>
        <message>
            <location filename="../../panels/catalogue/view_model.py"></location>
            <source>To</source>
            <translation>止</translation>
        </message>
        <message>
            <location filename="../../panels/replay/view_model.py"></location>
            <source>To replay a recording: plimsoll run --replay FILE</source>
            <translation>要回放记录：plimsoll run --replay FILE</translation>
        </message>
        <message>
            <location filename="../../resources/settings/window.toml"></location>
            <source>Tour at start</source>
            <translation>启动时导览</translation>
        </message>
        <message>
            <location filename="../../terminal/app/services/comforts.py"></location>
            <location filename="../../terminal/app/window/tour.py"></location>
            <source>Tour of the window</source>
            <translation>窗口导览</translation>
        </message>
        <message>
            <location filename="../../resources/settings/window.toml"></location>
            <source>Tour was shown</source>
            <translation>导览已看过</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <location filename="../../plugins/strategies/ema_cross/plugin.toml"></location>
            <source>Trade</source>
            <translation>成交</translation>
        </message>
        <message>
            <location filename="../../panels/chart/indicators.py"></location>
            <source>Trade imbalance</source>
            <translation>成交失衡</translation>
        </message>
        <message>
            <location filename="../../panels/catalogue/view_model.py"></location>
            <location filename="../../panels/depth_heatmap/view.py"></location>
            <source>Trades</source>
            <translation>成交</translation>
        </message>
        <message>
            <location filename="../../panels/chart/indicators.py"></location>
            <source>Trades in the bar</source>
            <translation>K线内的成交</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <location filename="../../resources/workspaces/trading.json"></location>
            <source>Trading</source>
            <translation>交易</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Trading halted</source>
            <translation>停牌</translation>
        </message>
        <message>
            <location filename="../../terminal/app/services/halt_watch.py"></location>
            <source>Trading is armed again</source>
            <translation>交易已恢复</translation>
        </message>
        <message>
            <location filename="../../panels/chart/view/toolbar.py"></location>
            <source>Trend line</source>
            <translation>趋势线</translation>
        </message>
        <message>
            <location filename="../../panels/sql_console/view_model.py"></location>
            <source>Type</source>
            <translation>类型</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/tour.py"></location>
            <source>Type a few letters of an instrument, a panel, an action, a setting or a recorded day.</source>
            <translation>输入品种、面板、操作、设置或记录交易日的几个字母。</translation>
        </message>
        <message>
            <location filename="../../panels/watchlist/view_model.py"></location>
            <source>Type a symbol first</source>
            <translation>请先输入代码</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/window_actions.py"></location>
            <source>Undo layout change</source>
            <translation>撤销布局更改</translation>
        </message>
        <message>
            <location filename="../../panels/chart/view/toolbar.py"></location>
            <source>Undo the last change</source>
            <translation>撤销上一步更改</translation>
        </message>
        <message>
            <location filename="../../panels/time_and_sales/view.py"></location>
            <source>Unfold every sweep</source>
            <translation>展开所有扫单</translation>
        </message>
        <message>
            <location filename="../../panels/time_and_sales/plugin.toml"></location>
            <source>Unfold sweeps</source>
            <translation>展开扫单</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/status_bar.py"></location>
            <source>Units</source>
            <translation>单元</translation>
        </message>
        <message>
            <location filename="../../panels/watchlist/view.py"></location>
            <source>Up</source>
            <translation>上移</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/status_bar.py"></location>
            <source>Updates</source>
            <translation>更新</translation>
        </message>
        <message>
            <location filename="../../panels/chart/indicators.py"></location>
            <source>VWAP bands of 15 min, 2σ</source>
            <translation>15 分钟 VWAP 带，2σ</translation>
        </message>
        <message>
            <location filename="../../panels/chart/indicators.py"></location>
            <source>VWAP of 5 min</source>
            <translation>5 分钟 VWAP</translation>
        </message>
        <message>
            <location filename="../../panels/signals/view_model.py"></location>
            <source>Value</source>
            <translation>数值</translation>
        </message>
        <message>
            <location filename="../../panels/signals/view_model.py"></location>
            <source>Value now</source>
            <translation>当前值</translation>
        </message>
        <message>
            <location filename="../../panels/catalogue/view_model.py"></location>
            <source>Venue</source>
            <translation>交易所</translation>
        </message>
        <message>
            <location filename="../../panels/replay/view.py"></location>
            <source>Venue clock</source>
            <translation>交易所时钟</translation>
        </message>
        <message>
            <location filename="../../panels/signals/view_model.py"></location>
            <source>Venue time since it was said</source>
            <translation>发出至今的交易所时间</translation>
        </message>
        <message>
            <location filename="../../panels/watchlist/view_model.py"></location>
            <source>Venue time since the last event of its book</source>
            <translation>距其订单簿上次事件的交易所时间</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>Version</source>
            <translation>版本</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/app_bar.py"></location>
            <source>View</source>
            <translation>视图</translation>
        </message>
        <message>
            <location filename="../../panels/sql_console/view_model.py"></location>
            <source>View, column</source>
            <translation>视图、列</translation>
        </message>
        <message>
            <location filename="../../panels/sql_console/view.py"></location>
            <source>Views and their columns</source>
            <translation>视图及其列</translation>
        </message>
        <message>
            <location filename="../../panels/chart/indicators.py"></location>
            <source>Volatility of 20 bars</source>
            <translation>20 根K线波动率</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Volatility pause</source>
            <translation>波动性中断</translation>
        </message>
        <message>
            <location filename="../../panels/chart/view/toolbar.py"></location>
            <source>Volume profile of what is in view</source>
            <translation>可见范围的成交量分布</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/window.py"></location>
            <source>Waiting for the first instrument of {name}…</source>
            <translation>等待 {name} 的首个品种…</translation>
        </message>
        <message>
            <location filename="../../plugins/models/ofi_forecaster/plugin.toml"></location>
            <location filename="../../plugins/strategies/ofi/plugin.toml"></location>
            <source>Warm up</source>
            <translation>预热</translation>
        </message>
        <message>
            <location filename="../../panels/watchlist/view.py"></location>
            <source>Watch every instrument</source>
            <translation>监视所有品种</translation>
        </message>
        <message>
            <location filename="../../panels/watchlist/plugin.toml"></location>
            <location filename="../../panels/watchlist/view.py"></location>
            <location filename="../../terminal/app/services/watchlists.py"></location>
            <source>Watchlist</source>
            <translation>自选</translation>
        </message>
        <message>
            <location filename="../../resources/settings/alerts.toml"></location>
            <source>Way back</source>
            <translation>回撤幅度</translation>
        </message>
        <message>
            <location filename="../../resources/settings/data.toml"></location>
            <source>What a query of the library may take, in the SQL console and in `plimsoll query`.</source>
            <translation>在 SQL 控制台与 `plimsoll query` 中，一次数据查询可占用的资源。</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view.py"></location>
            <source>What a rule says is listed here.</source>
            <translation>规则触发的提醒列在这里。</translation>
        </message>
        <message>
            <location filename="../../resources/settings/recording.toml"></location>
            <source>What is received is recorded as it arrived, below `data/recordings`.</source>
            <translation>收到的行情按到达时原样记录到 `data/recordings`。</translation>
        </message>
        <message>
            <location filename="../../resources/settings/log.toml"></location>
            <source>What is written to `logs/plimsoll.log`. Secrets are blotted out before they reach it.</source>
            <translation>写入 `logs/plimsoll.log` 的内容。机密在写入前已被涂掉。</translation>
        </message>
        <message>
            <location filename="../../terminal/app/keyboard/keyboard_dialog.py"></location>
            <source>What it does</source>
            <translation>作用</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/signal_plots.py"></location>
            <source>What moved it, bps; adds up to the value</source>
            <translation>驱动因素，bps；合计等于信号值</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/signal_plots.py"></location>
            <source>What moved it, in bps</source>
            <translation>驱动因素，单位 bps</translation>
        </message>
        <message>
            <location filename="../../panels/log/view.py"></location>
            <source>What this run does shows here.</source>
            <translation>本次运行的内容显示在这里。</translation>
        </message>
        <message>
            <location filename="../../panels/log/plugin.toml"></location>
            <source>What this run wrote to its log, by level, source and words. Ctrl End follows the tail.</source>
            <translation>本次运行写入日志的内容，可按级别、来源与文字查看。Ctrl End 跟随末尾。</translation>
        </message>
        <message>
            <location filename="../../terminal/app/keyboard/search.py"></location>
            <source>What was found</source>
            <translation>查找结果</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/tour.py"></location>
            <source>What went wrong, when, and what to do about it. The gravest stands in the bar beside.</source>
            <translation>出了什么问题、何时、如何处理。最严重的显示在旁边的栏中。</translation>
        </message>
        <message>
            <location filename="../../resources/settings/recording.toml"></location>
            <source>When recordings take more than this, the oldest that were closed in order are deleted. 0 deletes none.</source>
            <translation>记录超过此大小时，删除最早的正常关闭的记录。0 为不删除。</translation>
        </message>
        <message>
            <location filename="../../terminal/app/keyboard/keyboard_dialog.py"></location>
            <source>Where this panel has the focus</source>
            <translation>此面板有焦点时</translation>
        </message>
        <message>
            <location filename="../../plugins/strategies/ema_cross/plugin.toml"></location>
            <source>Whether a cross also sends an order. Off, it only says signals.</source>
            <translation>交叉时是否也下单。关闭时只给出信号。</translation>
        </message>
        <message>
            <location filename="../../resources/settings/alerts.toml"></location>
            <source>Whether alerts may be heard. Without a player of sounds the terminal beeps.</source>
            <translation>提醒是否发声。没有音频播放程序时，终端发出蜂鸣。</translation>
        </message>
        <message>
            <location filename="../../resources/settings/alerts.toml"></location>
            <source>Whether alerts may show a notification of the desktop, also while the window is hidden.</source>
            <translation>提醒是否可显示桌面通知，窗口隐藏时也会显示。</translation>
        </message>
        <message>
            <location filename="../../panels/time_and_sales/plugin.toml"></location>
            <source>Whether sweeps show each of their prints.</source>
            <translation>扫单是否逐笔展开显示。</translation>
        </message>
        <message>
            <location filename="../../resources/settings/recording.toml"></location>
            <source>Whether the running session is recorded. `plimsoll run --no-record` leaves one run out.</source>
            <translation>是否记录运行中的会话。`plimsoll run --no-record` 可单次不记录。</translation>
        </message>
        <message>
            <location filename="../../resources/settings/window.toml"></location>
            <source>Whether the tour of the first run is over. It can be taken again from the palette.</source>
            <translation>首次运行的导览是否已看过。可从命令面板再次观看。</translation>
        </message>
        <message>
            <location filename="../../resources/settings/window.toml"></location>
            <source>Whether the tour of the window is taken at start: at the first, at every one, or never.</source>
            <translation>启动时是否进行窗口导览：首次、每次或从不。</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Whole again after {0}</source>
            <translation>{0} 后恢复完整</translation>
        </message>
        <message>
            <location filename="../../panels/signals/view.py"></location>
            <source>Why</source>
            <translation>原因</translation>
        </message>
        <message>
            <location filename="../../resources/settings/window.toml"></location>
            <source>Window</source>
            <translation>窗口</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view.py"></location>
            <source>Words</source>
            <translation>文字</translation>
        </message>
        <message>
            <location filename="../../panels/chart/view/panel.py"></location>
            <source>Words on the chart</source>
            <translation>图上的文字</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>Working</source>
            <translation>挂单数</translation>
        </message>
        <message>
            <location filename="../../terminal/app/keyboard/search.py"></location>
            <source>Workspace</source>
            <translation>工作区</translation>
        </message>
        <message>
            <location filename="../../terminal/app/workspace/actions.py"></location>
            <source>Workspace as it came</source>
            <translation>恢复默认工作区</translation>
        </message>
        <message>
            <location filename="../../resources/settings/window.toml"></location>
            <source>Workspace at start</source>
            <translation>启动时的工作区</translation>
        </message>
        <message>
            <location filename="../../terminal/app/workspace/arrangement.py"></location>
            <source>Workspace not shown</source>
            <translation>工作区未显示</translation>
        </message>
        <message>
            <location filename="../../terminal/app/workspace/actions.py"></location>
            <location filename="../../terminal/app/workspace/tabs.py"></location>
            <source>Workspace {name}</source>
            <translation>工作区 {name}</translation>
        </message>
        <message>
            <location filename="../../terminal/app/workspace/actions.py"></location>
            <source>Workspace {name} deleted</source>
            <translation>工作区 {name} 已删除</translation>
        </message>
        <message>
            <location filename="../../terminal/app/workspace/arrangement.py"></location>
            <source>Workspace {name} set aside</source>
            <translation>工作区 {name} 已移开</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/tour.py"></location>
            <location filename="../../terminal/app/workspace/tabs.py"></location>
            <source>Workspaces</source>
            <translation>工作区</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>X</source>
            <translation>叉</translation>
        </message>
        <message>
            <location filename="../../terminal/app/keyboard/keyboard_dialog.py"></location>
            <source>Yours; the default is {keys}</source>
            <translation>您设定的；默认为 {keys}</translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/view.py"></location>
            <source>Zoom in</source>
            <translation>放大</translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/view.py"></location>
            <source>Zoom out</source>
            <translation>缩小</translation>
        </message>
        <message>
            <location filename="../../terminal/plugin_host/host.py"></location>
            <source>a call</source>
            <translation>一次调用</translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/view_model.py"></location>
            <source>a chosen time</source>
            <translation>所选时长</translation>
        </message>
        <message>
            <location filename="../../terminal/sdk/setting_values.py"></location>
            <source>a colour such as #1E90FF</source>
            <translation>颜色，如 #1E90FF</translation>
        </message>
        <message>
            <location filename="../../terminal/sdk/setting_values.py"></location>
            <source>a duration such as 30s or 250ms</source>
            <translation>时长，如 30s 或 250ms</translation>
        </message>
        <message>
            <location filename="../../terminal/sdk/setting_values.py"></location>
            <source>a number</source>
            <translation>数字</translation>
        </message>
        <message>
            <location filename="../../terminal/sdk/setting_values.py"></location>
            <source>a shortcut such as Ctrl+K</source>
            <translation>快捷键，如 Ctrl+K</translation>
        </message>
        <message>
            <location filename="../../panels/catalogue/view_model.py"></location>
            <source>a terminal writes it now</source>
            <translation>有终端正在写入</translation>
        </message>
        <message>
            <location filename="../../terminal/sdk/setting_values.py"></location>
            <source>a very large number</source>
            <translation>一个极大的数</translation>
        </message>
        <message>
            <location filename="../../terminal/sdk/setting_values.py"></location>
            <source>a whole number</source>
            <translation>整数</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view_model.py"></location>
            <source>above</source>
            <translation>高于</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>active</source>
            <translation>活动</translation>
        </message>
        <message>
            <location filename="../../terminal/app/alerts/rules.py"></location>
            <source>alert {id}</source>
            <translation>提醒 {id}</translation>
        </message>
        <message>
            <location filename="../../terminal/app/alerts/book.py"></location>
            <source>alert {id}: there are {most} already; remove some first</source>
            <translation>提醒 {id}：已有 {most} 条；请先移除一些</translation>
        </message>
        <message>
            <location filename="../../terminal/app/watchdog/told.py"></location>
            <source>all cancelled</source>
            <translation>全部撤单</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>alpha</source>
            <translation>alpha</translation>
        </message>
        <message>
            <location filename="../../terminal/app/commands/run.py"></location>
            <source>another terminal (pid {pid}) uses this home: layout changes here are not kept; set PLIMSOLL_HOME for a second one</source>
            <translation>另一个终端 (pid {pid}) 正在使用此主文件夹：这里的布局更改不会保存；要再开一个请设置 PLIMSOLL_HOME</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view.py"></location>
            <location filename="../../panels/alerts/view_model.py"></location>
            <source>any instrument</source>
            <translation>任意品种</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view_model.py"></location>
            <source>ask</source>
            <translation>卖价</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>ask {0} {1}</source>
            <translation>卖 {0} {1}</translation>
        </message>
        <message>
            <location filename="../../panels/order_book/view_model.py"></location>
            <source>ask {qty} at {price}</source>
            <translation>卖 {qty} @ {price}</translation>
        </message>
        <message>
            <location filename="../../panels/replay/view.py"></location>
            <location filename="../../terminal/app/window/app_bar.py"></location>
            <source>auction</source>
            <translation>集合竞价</translation>
        </message>
        <message>
            <location filename="../../panels/chart/view/panel.py"></location>
            <source>bands ±1σ ±2σ, σ</source>
            <translation>区间带 ±1σ ±2σ，σ</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view_model.py"></location>
            <source>below</source>
            <translation>低于</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>best ask</source>
            <translation>卖一价</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>best bid</source>
            <translation>买一价</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view_model.py"></location>
            <source>bid</source>
            <translation>买价</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>bid and ask both {0}</source>
            <translation>买卖同价 {0}</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>bid {0} over ask {1}</source>
            <translation>买 {0} 高于卖 {1}</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>bid {0} {1}</source>
            <translation>买 {0} {1}</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view_model.py"></location>
            <source>bps</source>
            <translation>bps</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/signal_plots.py"></location>
            <source>bps, time UTC</source>
            <translation>bps，时间 UTC</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>bundled</source>
            <translation>内置</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <location filename="../../panels/time_and_sales/view_model.py"></location>
            <source>buy</source>
            <translation>买</translation>
        </message>
        <message>
            <location filename="../../panels/signals/view.py"></location>
            <source>by instrument or plugin</source>
            <translation>按品种或插件</translation>
        </message>
        <message>
            <location filename="../../terminal/app/watchdog/told.py"></location>
            <source>by {by}</source>
            <translation>由 {by}</translation>
        </message>
        <message>
            <location filename="../../terminal/app/watchdog/told.py"></location>
            <source>cancelled, closing positions</source>
            <translation>已撤单，正在平仓</translation>
        </message>
        <message>
            <location filename="../../panels/sql_console/view_model.py"></location>
            <source>cannot be read</source>
            <translation>无法读取</translation>
        </message>
        <message>
            <location filename="../../terminal/app/services/kept_file.py"></location>
            <source>cannot be read: {why}</source>
            <translation>无法读取：{why}</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/panels.py"></location>
            <source>changing the instrument</source>
            <translation>切换品种时</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/app_bar.py"></location>
            <source>closed</source>
            <translation>已收市</translation>
        </message>
        <message>
            <location filename="../../panels/catalogue/view_model.py"></location>
            <source>complete</source>
            <translation>完整</translation>
        </message>
        <message>
            <location filename="../../panels/log/view_model.py"></location>
            <source>critical</source>
            <translation>严重</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <location filename="../../panels/time_and_sales/view_model.py"></location>
            <source>cross</source>
            <translation>交叉成交</translation>
        </message>
        <message>
            <location filename="../../panels/order_book/view_model.py"></location>
            <location filename="../../panels/watchlist/view_model.py"></location>
            <location filename="../../terminal/app/window/app_bar.py"></location>
            <source>crossed</source>
            <translation>倒挂</translation>
        </message>
        <message>
            <location filename="../../panels/catalogue/view_model.py"></location>
            <source>cut off</source>
            <translation>中断</translation>
        </message>
        <message>
            <location filename="../../panels/replay/view.py"></location>
            <source>damage</source>
            <translation>损坏</translation>
        </message>
        <message>
            <location filename="../../panels/log/view_model.py"></location>
            <source>debug</source>
            <translation>调试</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view_model.py"></location>
            <source>desktop</source>
            <translation>桌面</translation>
        </message>
        <message>
            <location filename="../../plugins/strategies/ofi/plugin.toml"></location>
            <source>deviations</source>
            <translation>个标准差</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>disabled</source>
            <translation>已停用</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view_model.py"></location>
            <source>disk</source>
            <translation>磁盘</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/panels.py"></location>
            <source>drawing</source>
            <translation>绘制时</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>enabled</source>
            <translation>已启用</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/status_bar.py"></location>
            <location filename="../../terminal/widgets/badge.py"></location>
            <source>ended</source>
            <translation>已结束</translation>
        </message>
        <message>
            <location filename="../../panels/log/view_model.py"></location>
            <source>error</source>
            <translation>错误</translation>
        </message>
        <message>
            <location filename="../../panels/log/view.py"></location>
            <source>every source</source>
            <translation>所有来源</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>execution</source>
            <translation>执行</translation>
        </message>
        <message>
            <location filename="../../panels/signals/view_model.py"></location>
            <source>expired</source>
            <translation>已过期</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view_model.py"></location>
            <location filename="../../terminal/app/window/status_bar.py"></location>
            <location filename="../../terminal/widgets/badge.py"></location>
            <source>failed</source>
            <translation>故障</translation>
        </message>
        <message>
            <location filename="../../panels/sql_console/view.py"></location>
            <source>failed; see below what the engine says</source>
            <translation>失败；引擎的说明见下</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view_model.py"></location>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>feed</source>
            <translation>行情源</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>feed gap since {0}, until resync</source>
            <translation>行情缺口，自 {0} 起，待重新同步</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>feed gap, until resync</source>
            <translation>行情缺口，待重新同步</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view.py"></location>
            <source>for the linked instrument</source>
            <translation>针对联动品种</translation>
        </message>
        <message>
            <location filename="../../panels/log/view.py"></location>
            <source>from {level}</source>
            <translation>{level}及以上</translation>
        </message>
        <message>
            <location filename="../../panels/time_and_sales/view_model.py"></location>
            <source>from {qty}</source>
            <translation>≥ {qty}</translation>
        </message>
        <message>
            <location filename="../../panels/time_and_sales/view_model.py"></location>
            <source>from {qty} sh</source>
            <translation>≥ {qty} sh</translation>
        </message>
        <message>
            <location filename="../../panels/replay/view.py"></location>
            <source>gap</source>
            <translation>缺口</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>gap {0}</source>
            <translation>缺口 {0}</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>gap {0} so far</source>
            <translation>缺口已 {0}</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view_model.py"></location>
            <location filename="../../terminal/app/window/status_bar.py"></location>
            <source>gapped</source>
            <translation>有缺口</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/badge.py"></location>
            <source>gapped, resyncing</source>
            <translation>有缺口，重新同步中</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>h</source>
            <translation>隐</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>h B</source>
            <translation>隐买</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>h S</source>
            <translation>隐卖</translation>
        </message>
        <message>
            <location filename="../../panels/replay/view.py"></location>
            <source>halt</source>
            <translation>停牌</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/app_bar.py"></location>
            <source>halted</source>
            <translation>停牌</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>hid. buy</source>
            <translation>隐藏买</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>hid. sell</source>
            <translation>隐藏卖</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>hidden</source>
            <translation>隐藏</translation>
        </message>
        <message>
            <location filename="../../panels/time_and_sales/view_model.py"></location>
            <source>hidden order</source>
            <translation>隐藏单</translation>
        </message>
        <message>
            <location filename="../../plugins/models/ofi_forecaster/plugin.toml"></location>
            <source>horizons</source>
            <translation>预测期</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>imb {0}%</source>
            <translation>失衡 {0}%</translation>
        </message>
        <message>
            <location filename="../../panels/log/view_model.py"></location>
            <source>info</source>
            <translation>信息</translation>
        </message>
        <message>
            <location filename="../../plugins/models/ofi_forecaster/plugin.toml"></location>
            <location filename="../../plugins/strategies/ofi/plugin.toml"></location>
            <source>intervals</source>
            <translation>间隔</translation>
        </message>
        <message>
            <location filename="../../terminal/app/services/kept_file.py"></location>
            <source>is damaged: {why}</source>
            <translation>已损坏：{why}</translation>
        </message>
        <message>
            <location filename="../../terminal/app/services/kept_file.py"></location>
            <source>is of version {found}, not {wanted}</source>
            <translation>版本为 {found}，应为 {wanted}</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view_model.py"></location>
            <source>is so</source>
            <translation>成立</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>it does not run</source>
            <translation>它没有在运行</translation>
        </message>
        <message>
            <location filename="../../terminal/app/workspace/workspaces.py"></location>
            <source>it is kept as {name}</source>
            <translation>保存为 {name}</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>it runs already</source>
            <translation>它已在运行</translation>
        </message>
        <message>
            <location filename="../../terminal/plugin_host/runtime.py"></location>
            <source>it said {n} signals more than its {rate} a second allow</source>
            <translation>它给出的信号比每秒 {rate} 个的限额多 {n} 个</translation>
        </message>
        <message>
            <location filename="../../terminal/app/workspace/workspaces.py"></location>
            <source>it stays where it is ({error}) and is not written over</source>
            <translation>留在原处 ({error})，不会被覆盖</translation>
        </message>
        <message>
            <location filename="../../panels/catalogue/view_model.py"></location>
            <source>it was not closed in order; it replays up to its last sound block</source>
            <translation>它没有正常关闭；可回放到最后一个完好的数据块</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>it was refused: see the reason, then reload it</source>
            <translation>它被拒绝：请查看原因，然后重新加载</translation>
        </message>
        <message>
            <location filename="../../terminal/plugin_host/runtime.py"></location>
            <source>its loop</source>
            <translation>它的循环</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view_model.py"></location>
            <source>last</source>
            <translation>最新价</translation>
        </message>
        <message>
            <location filename="../../plugins/models/ofi_forecaster/plugin.py"></location>
            <source>last change</source>
            <translation>上次变动</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>last update {0} UTC</source>
            <translation>最近更新 {0} UTC</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/status_bar.py"></location>
            <source>late</source>
            <translation>延迟</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/badge.py"></location>
            <source>late {age}</source>
            <translation>延迟 {age}</translation>
        </message>
        <message>
            <location filename="../../terminal/app/watchdog/told.py"></location>
            <source>limits version {n}</source>
            <translation>限额版本 {n}</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view_model.py"></location>
            <source>list only</source>
            <translation>仅列出</translation>
        </message>
        <message>
            <location filename="../../panels/signals/view_model.py"></location>
            <source>live</source>
            <translation>实时</translation>
        </message>
        <message>
            <location filename="../../panels/replay/view.py"></location>
            <source>live clock, ns</source>
            <translation>实时时钟，ns</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/status_bar.py"></location>
            <source>loading</source>
            <translation>加载中</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/badge.py"></location>
            <source>loading {percent}%</source>
            <translation>加载中 {percent}%</translation>
        </message>
        <message>
            <location filename="../../panels/order_book/view_model.py"></location>
            <location filename="../../panels/watchlist/view_model.py"></location>
            <location filename="../../terminal/app/window/app_bar.py"></location>
            <source>locked</source>
            <translation>锁价</translation>
        </message>
        <message>
            <location filename="../../plugins/strategies/ema_cross/plugin.toml"></location>
            <location filename="../../plugins/strategies/ofi/plugin.toml"></location>
            <source>lots</source>
            <translation>手</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/panels.py"></location>
            <source>making a table</source>
            <translation>生成表格时</translation>
        </message>
        <message>
            <location filename="../../panels/time_and_sales/view_model.py"></location>
            <source>match {id}</source>
            <translation>匹配 {id}</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view_model.py"></location>
            <source>memory</source>
            <translation>内存</translation>
        </message>
        <message>
            <location filename="../../plugins/models/ofi_forecaster/plugin.py"></location>
            <source>microprice − mid</source>
            <translation>微观价格 − 中间价</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view_model.py"></location>
            <source>mid</source>
            <translation>中间价</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>model</source>
            <translation>模型</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/panels.py"></location>
            <source>most of its frames take longer than 50 ms: it would hold the window up</source>
            <translation>它的大多数帧耗时超过 50 ms：会拖慢窗口</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/panels.py"></location>
            <source>naming its actions</source>
            <translation>列出操作时</translation>
        </message>
        <message>
            <location filename="../../panels/chart/indicators.py"></location>
            <source>net</source>
            <translation>净额</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view_model.py"></location>
            <location filename="../../panels/plugins/view.py"></location>
            <source>new</source>
            <translation>新</translation>
        </message>
        <message>
            <location filename="../../panels/time_and_sales/view_model.py"></location>
            <source>no aggressor</source>
            <translation>无主动方</translation>
        </message>
        <message>
            <location filename="../../panels/order_book/view_model.py"></location>
            <source>no ask</source>
            <translation>无卖价</translation>
        </message>
        <message>
            <location filename="../../panels/order_book/view_model.py"></location>
            <source>no bid</source>
            <translation>无买价</translation>
        </message>
        <message>
            <location filename="../../panels/signals/view_model.py"></location>
            <source>no horizon is over yet</source>
            <translation>尚无预测期到期</translation>
        </message>
        <message>
            <location filename="../../panels/watchlist/view.py"></location>
            <source>no instrument yet</source>
            <translation>尚无品种</translation>
        </message>
        <message>
            <location filename="../../terminal/app/watchdog/told.py"></location>
            <source>no link to the venue</source>
            <translation>与交易所断开</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>no new version runs beside it: reload first</source>
            <translation>没有新版本与其并行运行：请先重新加载</translation>
        </message>
        <message>
            <location filename="../../terminal/app/keyboard/keyboard_dialog.py"></location>
            <source>none</source>
            <translation>无</translation>
        </message>
        <message>
            <location filename="../../panels/signals/view_model.py"></location>
            <source>none yet</source>
            <translation>尚无</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>not allowed</source>
            <translation>不允许</translation>
        </message>
        <message>
            <location filename="../../panels/time_and_sales/view_model.py"></location>
            <source>not counted in volume</source>
            <translation>不计入成交量</translation>
        </message>
        <message>
            <location filename="../../panels/watchlist/view_model.py"></location>
            <source>not in this session</source>
            <translation>不在此会话中</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>not known</source>
            <translation>未知</translation>
        </message>
        <message>
            <location filename="../../terminal/app/watchdog/told.py"></location>
            <source>nothing new</source>
            <translation>禁止新委托</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>nothing resting</source>
            <translation>无挂单</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>nothing: it was given no capability</source>
            <translation>无：未获授任何权限</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>now</source>
            <translation>当前</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view_model.py"></location>
            <source>off</source>
            <translation>关</translation>
        </message>
        <message>
            <location filename="../../panels/signals/view_model.py"></location>
            <source>older than its horizon: it says nothing of now</source>
            <translation>已超过其预测期：不代表当前</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view_model.py"></location>
            <source>on</source>
            <translation>开</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view_model.py"></location>
            <source>once</source>
            <translation>一次</translation>
        </message>
        <message>
            <location filename="../../terminal/sdk/setting_values.py"></location>
            <source>one of {choices}</source>
            <translation>以下之一：{choices}</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/panels.py"></location>
            <source>opening</source>
            <translation>打开时</translation>
        </message>
        <message>
            <location filename="../../plugins/models/ofi_forecaster/plugin.py"></location>
            <source>order-flow imbalance</source>
            <translation>订单流失衡</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>panel</source>
            <translation>面板</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>panels are opened anew with the workspace</source>
            <translation>面板随工作区重新打开</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/app_bar.py"></location>
            <location filename="../../terminal/app/window/status_bar.py"></location>
            <location filename="../../terminal/widgets/badge.py"></location>
            <source>paused</source>
            <translation>已暂停</translation>
        </message>
        <message>
            <location filename="../../panels/chart/indicators.py"></location>
            <source>per √bar</source>
            <translation>每 √K线</translation>
        </message>
        <message>
            <location filename="../../terminal/app/watchdog/told.py"></location>
            <source>pid {pid}</source>
            <translation>进程 {pid}</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view.py"></location>
            <source>plimsoll plugin new NAME makes one; a guide leads from there to a running signal.</source>
            <translation>plimsoll plugin new NAME 可新建一个；指南从这里一直引导到信号运行起来。</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view_model.py"></location>
            <source>plugin</source>
            <translation>插件</translation>
        </message>
        <message>
            <location filename="../../terminal/plugin_host/host.py"></location>
            <source>plugin {id}: no new version runs beside it; reload it first</source>
            <translation>插件 {id}：没有新版本与其并行运行；请先重新加载</translation>
        </message>
        <message>
            <location filename="../../terminal/plugin_host/host.py"></location>
            <source>plugin {id}: only strategies and models reload while they run</source>
            <translation>插件 {id}：只有策略与模型可在运行中重新加载</translation>
        </message>
        <message>
            <location filename="../../terminal/plugin_host/host.py"></location>
            <source>plugin {id}: there is no version to go back to</source>
            <translation>插件 {id}：没有可回退的版本</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/app_bar.py"></location>
            <source>pre-open</source>
            <translation>开盘前</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/signal_plots.py"></location>
            <source>predicted</source>
            <translation>预测</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/signal_plots.py"></location>
            <source>predicted = realised</source>
            <translation>预测 = 实际</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <location filename="../../panels/alerts/view_model.py"></location>
            <location filename="../../panels/chart/view/panel.py"></location>
            <source>price</source>
            <translation>价格</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>quarantined</source>
            <translation>已隔离</translation>
        </message>
        <message>
            <location filename="../../plugins/models/ofi_forecaster/plugin.py"></location>
            <source>queue imbalance</source>
            <translation>队列失衡</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/app_bar.py"></location>
            <source>quotation only</source>
            <translation>仅报价</translation>
        </message>
        <message>
            <location filename="../../panels/catalogue/view_model.py"></location>
            <source>reading</source>
            <translation>读取中</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/signal_plots.py"></location>
            <source>realised</source>
            <translation>实际</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/signal_plots.py"></location>
            <source>realised, averaged</source>
            <translation>实际，平均</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view_model.py"></location>
            <source>recording</source>
            <translation>记录</translation>
        </message>
        <message>
            <location filename="../../terminal/app/watchdog/told.py"></location>
            <source>reduce only</source>
            <translation>只许减仓</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>refused</source>
            <translation>已拒绝</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/panels.py"></location>
            <source>restoring its state</source>
            <translation>恢复状态时</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view_model.py"></location>
            <source>risk</source>
            <translation>风险</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>risk check</source>
            <translation>风控检查</translation>
        </message>
        <message>
            <location filename="../../panels/catalogue/view_model.py"></location>
            <location filename="../../panels/plugins/view.py"></location>
            <location filename="../../panels/sql_console/view_model.py"></location>
            <source>running</source>
            <translation>运行中</translation>
        </message>
        <message>
            <location filename="../../panels/sql_console/view.py"></location>
            <source>running, {time}</source>
            <translation>运行中，{time}</translation>
        </message>
        <message>
            <location filename="../../panels/signals/view_model.py"></location>
            <source>said by a version that only runs beside the other</source>
            <translation>由仅与其并行运行的版本给出</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/panels.py"></location>
            <source>saving its state</source>
            <translation>保存状态时</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view_model.py"></location>
            <source>seen</source>
            <translation>已阅</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <location filename="../../panels/time_and_sales/view_model.py"></location>
            <source>sell</source>
            <translation>卖</translation>
        </message>
        <message>
            <location filename="../../terminal/app/preferences/book.py"></location>
            <source>setting {key} is held by the environment variable {variable}; unset it to change it here</source>
            <translation>设置 {key} 由环境变量 {variable} 决定；取消该变量后才能在此更改</translation>
        </message>
        <message>
            <location filename="../../panels/signals/view_model.py"></location>
            <source>shadow</source>
            <translation>影子</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view_model.py"></location>
            <source>signal</source>
            <translation>信号</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>since {0} UTC</source>
            <translation>自 {0} UTC 起</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view_model.py"></location>
            <source>sound</source>
            <translation>声音</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>source</source>
            <translation>数据源</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>spread</source>
            <translation>价差</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/app_bar.py"></location>
            <source>spread 1 tick</source>
            <translation>价差 1 跳</translation>
        </message>
        <message>
            <location filename="../../terminal/app/alerts/rules.py"></location>
            <source>spread in ticks</source>
            <translation>价差（跳）</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view_model.py"></location>
            <source>spread ticks</source>
            <translation>价差（跳）</translation>
        </message>
        <message>
            <location filename="../../panels/order_book/view_model.py"></location>
            <location filename="../../terminal/app/window/app_bar.py"></location>
            <source>spread {n} ticks</source>
            <translation>价差 {n} 跳</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/app_bar.py"></location>
            <source>spread –</source>
            <translation>价差 –</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view_model.py"></location>
            <location filename="../../panels/signals/view_model.py"></location>
            <location filename="../../terminal/app/window/status_bar.py"></location>
            <source>stale</source>
            <translation>陈旧</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/badge.py"></location>
            <source>stale {age}</source>
            <translation>陈旧 {age}</translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/view.py"></location>
            <source>step {price}</source>
            <translation>档距 {price}</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>strategy</source>
            <translation>策略</translation>
        </message>
        <message>
            <location filename="../../panels/time_and_sales/view_model.py"></location>
            <source>sweep of {n} prints</source>
            <translation>扫单，{n} 笔</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>sweep, {0} levels</source>
            <translation>扫单，{0} 档</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>sweep, {0} levels, {1}</source>
            <translation>扫单，{0} 档，{1}</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>sweep, {0} lv</source>
            <translation>扫 {0} 档</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>sweep, {0} lv, {1}</source>
            <translation>扫 {0} 档，{1}</translation>
        </message>
        <message>
            <location filename="../../terminal/plugin_host/runtime.py"></location>
            <source>switched off</source>
            <translation>已关闭</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>tca metric</source>
            <translation>TCA 指标</translation>
        </message>
        <message>
            <location filename="../../terminal/app/services/halt_watch.py"></location>
            <source>terminal: halt</source>
            <translation>终端：停止交易</translation>
        </message>
        <message>
            <location filename="../../terminal/sdk/setting_values.py"></location>
            <source>text</source>
            <translation>文字</translation>
        </message>
        <message>
            <location filename="../../panels/signals/view_model.py"></location>
            <source>the feed is silent: its clock stands, and so do these ages</source>
            <translation>行情源没有动静：其时钟停住，这些时效也随之停住</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>the new version failed: {why}</source>
            <translation>新版本失败：{why}</translation>
        </message>
        <message>
            <location filename="../../terminal/plugin_host/runtime.py"></location>
            <source>the process grew by {mb} MB in its calls, its limit is {limit} MB</source>
            <translation>在它的调用中进程增长了 {mb} MB，限额为 {limit} MB</translation>
        </message>
        <message>
            <location filename="../../terminal/app/services/time_machine.py"></location>
            <source>the running session is not recorded, so there is no past to show; a replay has its own</source>
            <translation>运行中的会话没有记录，因此没有历史可显示；回放有自己的历史</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>theme</source>
            <translation>主题</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view_model.py"></location>
            <location filename="../../panels/watchlist/view_model.py"></location>
            <source>ticks</source>
            <translation>跳</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/panels.py"></location>
            <source>titling</source>
            <translation>取标题时</translation>
        </message>
        <message>
            <location filename="../../panels/signals/view_model.py"></location>
            <source>too few horizons are over</source>
            <translation>到期的预测期太少</translation>
        </message>
        <message>
            <location filename="../../plugins/models/ofi_forecaster/plugin.py"></location>
            <source>trade imbalance</source>
            <translation>成交失衡</translation>
        </message>
        <message>
            <location filename="../../panels/chart/indicators.py"></location>
            <source>trades</source>
            <translation>成交</translation>
        </message>
        <message>
            <location filename="../../terminal/sdk/setting_values.py"></location>
            <source>true or false</source>
            <translation>true 或 false</translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/view_model.py"></location>
            <source>up to now</source>
            <translation>截至当前</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>validated</source>
            <translation>已验证</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>venue</source>
            <translation>交易所</translation>
        </message>
        <message>
            <location filename="../../panels/replay/view.py"></location>
            <source>venue clock, ns</source>
            <translation>交易所时钟，ns</translation>
        </message>
        <message>
            <location filename="../../panels/chart/view/panel.py"></location>
            <source>volume</source>
            <translation>成交量</translation>
        </message>
        <message>
            <location filename="../../panels/chart/view/panel.py"></location>
            <source>volume sh</source>
            <translation>成交量 sh</translation>
        </message>
        <message>
            <location filename="../../panels/log/view_model.py"></location>
            <source>warning</source>
            <translation>警告</translation>
        </message>
        <message>
            <location filename="../../terminal/app/watchdog/window.py"></location>
            <source>watchdog: red button</source>
            <translation>看门狗：红色按钮</translation>
        </message>
        <message>
            <location filename="../../terminal/app/services/watchlists.py"></location>
            <source>watchlist {name!r}: a name has 1 to {most} characters</source>
            <translation>自选 {name!r}：名称须为 1 至 {most} 个字符</translation>
        </message>
        <message>
            <location filename="../../terminal/app/services/watchlists.py"></location>
            <source>watchlist {name!r}: at most {lists} lists of {symbols} symbols; remove some first</source>
            <translation>自选 {name!r}：最多 {lists} 个列表，每个 {symbols} 个代码；请先移除一些</translation>
        </message>
        <message>
            <location filename="../../terminal/app/workspace/workspaces.py"></location>
            <source>workspace name {name!r}: use 1 to 40 letters, digits, spaces and dashes</source>
            <translation>工作区名称 {name!r}：请用 1 至 40 个字母、数字、空格与短横线</translation>
        </message>
        <message>
            <location filename="../../terminal/app/workspace/workspaces.py"></location>
            <source>workspace {name!r} comes with the terminal: duplicate it and change the copy</source>
            <translation>工作区 {name!r} 为终端内置：请复制后更改副本</translation>
        </message>
        <message>
            <location filename="../../terminal/app/commands/run.py"></location>
            <source>workspace {name!r} is not there any more: {shown} is shown</source>
            <translation>工作区 {name!r} 已不存在：显示 {shown}</translation>
        </message>
        <message>
            <location filename="../../terminal/app/workspace/workspaces.py"></location>
            <source>workspace {name!r} is there already; choose another name</source>
            <translation>工作区 {name!r} 已存在；请换一个名称</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>yours</source>
            <translation>自有</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>{0} lv</source>
            <translation>{0} 档</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>{0} new</source>
            <translation>{0} 笔新</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>{0} orders</source>
            <translation>{0} 笔委托</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>{0} records skipped, display fell behind</source>
            <translation>跳过 {0} 条记录，显示跟不上</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/setting_form.py"></location>
            <source>{bounds}.</source>
            <translation>{bounds}。</translation>
        </message>
        <message>
            <location filename="../../terminal/plugin_host/runtime.py"></location>
            <source>{call} has not ended after {ms} ms, its limit is {limit} ms</source>
            <translation>{call}在 {ms} ms 后仍未结束，其限额为 {limit} ms</translation>
        </message>
        <message>
            <location filename="../../terminal/plugin_host/host.py"></location>
            <source>{call} kept the interpreter to itself, in native code, for more than {ms} ms: the window stood still</source>
            <translation>{call}在原生代码中独占解释器超过 {ms} ms：窗口停顿</translation>
        </message>
        <message>
            <location filename="../../terminal/plugin_host/runtime.py"></location>
            <source>{call} raised {fault}</source>
            <translation>{call}抛出 {fault}</translation>
        </message>
        <message>
            <location filename="../../terminal/plugin_host/runtime.py"></location>
            <source>{call} took longer than its {limit} ms in {n} of the last {seen} calls</source>
            <translation>{call}在最近 {seen} 次调用中有 {n} 次超过其 {limit} ms 限额</translation>
        </message>
        <message>
            <location filename="../../panels/chart/view/panel.py"></location>
            <source>{currency}, time UTC</source>
            <translation>{currency}，时间 UTC</translation>
        </message>
        <message>
            <location filename="../../terminal/app/keyboard/palette.py"></location>
            <source>{date}, {n} messages</source>
            <translation>{date}，{n} 条消息</translation>
        </message>
        <message>
            <location filename="../../panels/replay/view_model.py"></location>
            <source>{done:,} / {total:,} msgs</source>
            <translation>{done:,} / {total:,} 条消息</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/feed_notice.py"></location>
            <source>{done:,} / {total:,} units</source>
            <translation>{done:,} / {total:,} 单元</translation>
        </message>
        <message>
            <location filename="../../terminal/app/alerts/book.py"></location>
            <source>{error} (mend it in {path})</source>
            <translation>{error}（请在 {path} 中改正）</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/window.py"></location>
            <source>{error}. What is on screen may be old; the next frame tries again.</source>
            <translation>{error}。屏幕内容可能已旧；下一帧会重试。</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>{events} events in {time}</source>
            <translation>{time}内 {events} 个事件</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/feed_notice.py"></location>
            <source>{feed} ended without a reason.</source>
            <translation>{feed} 已结束，未说明原因。</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/feed_notice.py"></location>
            <source>{feed} sends nothing. Shown is the last received; it goes on by itself when the feed does.</source>
            <translation>{feed} 没有发送任何内容。显示的是最后收到的行情；行情恢复后自动继续。</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/feed_notice.py"></location>
            <source>{feed}: panels fill as the recording is read.</source>
            <translation>{feed}：面板随记录的读取逐步填充。</translation>
        </message>
        <message>
            <location filename="../../terminal/app/alerts/conditions.py"></location>
            <source>{free:,.1f} GB free</source>
            <translation>剩余 {free:,.1f} GB</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/feed_notice.py"></location>
            <source>{gaps} in {feed}.</source>
            <translation>{feed} 中有 {gaps}。</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/cards.py"></location>
            <location filename="../../terminal/app/window/panels.py"></location>
            <source>{id} is not installed</source>
            <translation>{id} 未安装</translation>
        </message>
        <message>
            <location filename="../../terminal/app/services/comforts.py"></location>
            <source>{keys} is meant for {names}: none of them runs. Give all but one other keys.</source>
            <translation>{keys} 同时指定给{names}：都不会执行。请只保留一个，其余改用其他按键。</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>{ms} ms for 99 of 100</source>
            <translation>100 次中 99 次 {ms} ms</translation>
        </message>
        <message>
            <location filename="../../terminal/app/watchdog/told.py"></location>
            <source>{n:,} cancels not confirmed</source>
            <translation>{n:,} 笔撤单未确认</translation>
        </message>
        <message>
            <location filename="../../terminal/app/services/recording_watch.py"></location>
            <source>{n:,} events were not kept; a replay shows the gap.</source>
            <translation>有 {n:,} 个事件未保存；回放时显示为缺口。</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/feed_notice.py"></location>
            <source>{n:,} gaps</source>
            <translation>{n:,} 个缺口</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/feed_notice.py"></location>
            <source>{n:,} messages of the day so far; the panels fill as they come.</source>
            <translation>当日已读 {n:,} 条消息；面板随之填充。</translation>
        </message>
        <message>
            <location filename="../../terminal/app/watchdog/told.py"></location>
            <source>{n:,} orders at work</source>
            <translation>{n:,} 笔委托在途</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/feed_notice.py"></location>
            <source>{n:,} units</source>
            <translation>{n:,} 个单元</translation>
        </message>
        <message>
            <location filename="../../terminal/app/services/recording_room.py"></location>
            <source>{names}: recordings took more than {limit:g} GB. Settings, Recording, sets the room.</source>
            <translation>{names}：记录超过 {limit:g} GB。可在“设置 - 记录”中调整空间。</translation>
        </message>
        <message>
            <location filename="../../terminal/app/workspace/arrangement.py"></location>
            <source>{name} could not be laid out; the built-in layout is shown.</source>
            <translation>{name} 无法布局；显示内置布局。</translation>
        </message>
        <message>
            <location filename="../../panels/sql_console/view.py"></location>
            <source>{name} was not written: {error}. Choose another folder.</source>
            <translation>{name} 未写入：{error}。请选择其他文件夹。</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/past_banner.py"></location>
            <source>{name}. The running session goes on behind it.</source>
            <translation>{name}。运行中的会话在其后继续。</translation>
        </message>
        <message>
            <location filename="../../terminal/app/alerts/rules.py"></location>
            <source>{name}: an id has 1 to {most} characters</source>
            <translation>{name}：标识须为 1 至 {most} 个字符</translation>
        </message>
        <message>
            <location filename="../../terminal/app/alerts/rules.py"></location>
            <source>{name}: name the plugin whose signal is meant, such as ofi or ofi/fast</source>
            <translation>{name}：请写明是哪个插件的信号，如 ofi 或 ofi/fast</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/docks.py"></location>
            <source>{name}: panels of a group follow one instrument. Click to choose.</source>
            <translation>{name}：同组面板跟随同一品种。点击选择。</translation>
        </message>
        <message>
            <location filename="../../terminal/app/alerts/rules.py"></location>
            <source>{name}: threshold {threshold!r} is no number</source>
            <translation>{name}：阈值 {threshold!r} 不是数字</translation>
        </message>
        <message>
            <location filename="../../terminal/app/alerts/rules.py"></location>
            <source>{name}: threshold {threshold:g} must be above zero</source>
            <translation>{name}：阈值 {threshold:g} 必须大于零</translation>
        </message>
        <message>
            <location filename="../../terminal/app/alerts/rules.py"></location>
            <source>{name}: words have at most {most} characters</source>
            <translation>{name}：文字最多 {most} 个字符</translation>
        </message>
        <message>
            <location filename="../../terminal/app/alerts/rules.py"></location>
            <source>{name}: {kind} has no measure {measure!r}</source>
            <translation>{name}：{kind} 没有度量 {measure!r}</translation>
        </message>
        <message>
            <location filename="../../terminal/app/alerts/rules.py"></location>
            <source>{name}: {measure} cannot be {relation!r}</source>
            <translation>{name}：{measure} 不能用 {relation!r}</translation>
        </message>
        <message>
            <location filename="../../terminal/sdk/setting_values.py"></location>
            <source>{name}: {value} is not {wanted}</source>
            <translation>{name}：{value} 不符合要求：{wanted}</translation>
        </message>
        <message>
            <location filename="../../terminal/sdk/setting_values.py"></location>
            <source>{name}: {value} is outside its bounds, at least {limit}</source>
            <translation>{name}：{value} 超出范围，至少 {limit}</translation>
        </message>
        <message>
            <location filename="../../terminal/sdk/setting_values.py"></location>
            <source>{name}: {value} is outside its bounds, at most {limit}</source>
            <translation>{name}：{value} 超出范围，至多 {limit}</translation>
        </message>
        <message>
            <location filename="../../panels/log/view_model.py"></location>
            <source>{n} errors</source>
            <translation>{n} 个错误</translation>
        </message>
        <message>
            <location filename="../../terminal/app/watchdog/told.py"></location>
            <source>{n} more halts hold</source>
            <translation>另有 {n} 个停止令有效</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view_model.py"></location>
            <source>{n} new</source>
            <translation>{n} 条新</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/notice_list.py"></location>
            <source>{n} notices wait</source>
            <translation>{n} 条通知待处理</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/tour.py"></location>
            <source>{n} of {total}  ·  Enter, ←, Esc</source>
            <translation>{n} / {total}  ·  Enter, ←, Esc</translation>
        </message>
        <message>
            <location filename="../../terminal/app/keyboard/search.py"></location>
            <source>{n} of {total}  ·  ↑↓ choose  ·  Enter go  ·  &gt; actions  @ instruments  # settings</source>
            <translation>{n} / {total}  ·  ↑↓ 选择  ·  Enter 转到  ·  &gt; 操作  @ 品种  # 设置</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>{n} quarantined</source>
            <translation>{n} 个已隔离</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>{n} refused</source>
            <translation>{n} 个已拒绝</translation>
        </message>
        <message>
            <location filename="../../panels/sql_console/result.py"></location>
            <source>{n} rows</source>
            <translation>{n} 行</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/table_grid.py"></location>
            <source>{n} rows are hidden by it. Esc clears the filter.</source>
            <translation>有 {n} 行被其隐藏。Esc 清除筛选。</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/panel_files.py"></location>
            <source>{n} rows of {panel} copied</source>
            <translation>已复制{panel}的 {n} 行</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view_model.py"></location>
            <source>{n} rules</source>
            <translation>{n} 条规则</translation>
        </message>
        <message>
            <location filename="../../panels/catalogue/view_model.py"></location>
            <source>{n} sessions, {messages} messages, {size} MB</source>
            <translation>{n} 个会话，{messages} 条消息，{size} MB</translation>
        </message>
        <message>
            <location filename="../../panels/signals/view_model.py"></location>
            <source>{n} smaller ones</source>
            <translation>{n} 个较小因素</translation>
        </message>
        <message>
            <location filename="../../panels/signals/view_model.py"></location>
            <source>{n} streams</source>
            <translation>{n} 个信号流</translation>
        </message>
        <message>
            <location filename="../../panels/log/view_model.py"></location>
            <source>{n} warnings</source>
            <translation>{n} 个警告</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/panel_files.py"></location>
            <source>{panel} is no table: copy its picture instead</source>
            <translation>{panel}不是表格：请改为复制图片</translation>
        </message>
        <message>
            <location filename="../../terminal/app/preferences/book.py"></location>
            <source>{path} cannot be read: {error}; nothing was changed</source>
            <translation>无法读取 {path}：{error}；未作更改</translation>
        </message>
        <message>
            <location filename="../../terminal/app/services/kept_file.py"></location>
            <source>{path} cannot be written: {error}; nothing was kept</source>
            <translation>无法写入 {path}：{error}；未保存任何内容</translation>
        </message>
        <message>
            <location filename="../../terminal/app/preferences/book.py"></location>
            <source>{path} cannot be written: {error}; {what} is unchanged</source>
            <translation>无法写入 {path}：{error}；{what} 未更改</translation>
        </message>
        <message>
            <location filename="../../terminal/app/services/kept_file.py"></location>
            <source>{path} {why}; it is kept as {name}</source>
            <translation>{path} {why}；保存为 {name}</translation>
        </message>
        <message>
            <location filename="../../terminal/app/workspace/workspaces.py"></location>
            <source>{path}: cannot be deleted: {error}</source>
            <translation>{path}：无法删除：{error}</translation>
        </message>
        <message>
            <location filename="../../terminal/app/workspace/workspaces.py"></location>
            <source>{path}: cannot be read: {error}</source>
            <translation>{path}：无法读取：{error}</translation>
        </message>
        <message>
            <location filename="../../terminal/app/workspace/workspaces.py"></location>
            <source>{path}: cannot be read: {error}; the built-in layout is shown, nothing is saved</source>
            <translation>{path}：无法读取：{error}；显示内置布局，不作保存</translation>
        </message>
        <message>
            <location filename="../../terminal/app/workspace/workspaces.py"></location>
            <source>{path}: damaged: {error}; {kept}, the built-in layout is shown</source>
            <translation>{path}：已损坏：{error}；{kept}，显示内置布局</translation>
        </message>
        <message>
            <location filename="../../terminal/app/workspace/workspaces.py"></location>
            <source>{path}: is not a workspace: {error}; nothing was changed</source>
            <translation>{path}：不是工作区：{error}；未作更改</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/panel_files.py"></location>
            <source>{path}: the picture could not be written; choose a folder that you may write, and .png</source>
            <translation>{path}：无法写入图片；请选择有写入权限的文件夹，并用 .png</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/panel_files.py"></location>
            <source>{path}: the table could not be written: {error}</source>
            <translation>{path}：无法写入表格：{error}</translation>
        </message>
        <message>
            <location filename="../../terminal/app/workspace/workspaces.py"></location>
            <source>{path}: the workspace was not exported: {error}</source>
            <translation>{path}：工作区未导出：{error}</translation>
        </message>
        <message>
            <location filename="../../terminal/app/workspace/workspaces.py"></location>
            <source>{path}: the workspace was not saved: {error}; the one before is whole</source>
            <translation>{path}：工作区未保存：{error}；之前的完好</translation>
        </message>
        <message>
            <location filename="../../panels/order_book/view_model.py"></location>
            <source>{price}  (1 tick)</source>
            <translation>{price}  (1 跳)</translation>
        </message>
        <message>
            <location filename="../../panels/order_book/view_model.py"></location>
            <source>{price}  ({n} ticks)</source>
            <translation>{price}  ({n} 跳)</translation>
        </message>
        <message>
            <location filename="../../panels/time_and_sales/view_model.py"></location>
            <source>{qty} at {price} {currency}</source>
            <translation>{qty} @ {price} {currency}</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>{ran}; no signal of both at the same event yet.</source>
            <translation>{ran}；尚无双方在同一事件上的信号。</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>{ran}; {share}% of signals at the same event agree in sign, they differ by {bps} bps on average.</source>
            <translation>{ran}；同一事件上的信号 {share}% 方向一致，平均相差 {bps} bps。</translation>
        </message>
        <message>
            <location filename="../../panels/replay/view_model.py"></location>
            <source>{rate} msgs/s</source>
            <translation>{rate} 条/s</translation>
        </message>
        <message>
            <location filename="../../panels/sql_console/result.py"></location>
            <source>{rows} in {time}</source>
            <translation>{rows}，用时 {time}</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>{share}% of {ms} ms</source>
            <translation>{ms} ms 的 {share}%</translation>
        </message>
        <message>
            <location filename="../../terminal/app/alerts/rules.py"></location>
            <source>{subject} above {threshold}</source>
            <translation>{subject} 高于 {threshold}</translation>
        </message>
        <message>
            <location filename="../../terminal/app/alerts/rules.py"></location>
            <source>{subject} below {threshold}</source>
            <translation>{subject} 低于 {threshold}</translation>
        </message>
        <message>
            <location filename="../../panels/watchlist/view_model.py"></location>
            <source>{symbol} is in this list already</source>
            <translation>{symbol} 已在此列表中</translation>
        </message>
        <message>
            <location filename="../../panels/watchlist/view.py"></location>
            <source>{symbol} is not in this session: it has {others}</source>
            <translation>{symbol} 不在此会话中：会话中有 {others}</translation>
        </message>
        <message>
            <location filename="../../panels/order_book/view_model.py"></location>
            <source>{symbol} · step {price}</source>
            <translation>{symbol} · 档距 {price}</translation>
        </message>
        <message>
            <location filename="../../panels/order_book/view_model.py"></location>
            <source>{symbol} · tick {price}</source>
            <translation>{symbol} · 每跳 {price}</translation>
        </message>
        <message>
            <location filename="../../panels/order_book/view_model.py"></location>
            <source>{symbol}: feed gap, sizes not known.</source>
            <translation>{symbol}：行情缺口，数量未知。</translation>
        </message>
        <message>
            <location filename="../../panels/time_and_sales/view_model.py"></location>
            <source>{symbol}: no trades yet.</source>
            <translation>{symbol}：尚无成交。</translation>
        </message>
        <message>
            <location filename="../../terminal/widgets/scrub_bar.py"></location>
            <source>{time} UTC: click or drag to go there</source>
            <translation>{time} UTC：点击或拖动跳转到此</translation>
        </message>
        <message>
            <location filename="../../panels/depth_heatmap/view_model.py"></location>
            <source>{time} back</source>
            <translation>{time} 前</translation>
        </message>
        <message>
            <location filename="../../panels/replay/view_model.py"></location>
            <source>{time} is outside the recording, {first} to {last} UTC</source>
            <translation>{time} 在记录之外，记录为 {first} 至 {last} UTC</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/cards.py"></location>
            <source>{title} stopped</source>
            <translation>{title}已停止</translation>
        </message>
        <message>
            <location filename="../../panels/chart/view/studies.py"></location>
            <source>{title}: needs quotes or depth, which the tape does not hold</source>
            <translation>{title}：需要报价或深度，逐笔成交中没有</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/moment.py"></location>
            <source>{typed!r} is no moment: write 2012-06-21 16:21:07.318204551, or the time alone</source>
            <translation>{typed!r} 不是时刻：请写 2012-06-21 16:21:07.318204551，或只写时间</translation>
        </message>
        <message>
            <location filename="../../panels/replay/view_model.py"></location>
            <source>{typed!r} is no time; write 16:21 or 16:21:07.318</source>
            <translation>{typed!r} 不是时间；请写 16:21 或 16:21:07.318</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/moment.py"></location>
            <source>{typed!r}: a second has nine decimals at most</source>
            <translation>{typed!r}：秒最多有九位小数</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/moment.py"></location>
            <source>{typed!r}: there is no such day or time</source>
            <translation>{typed!r}：没有这个日期或时间</translation>
        </message>
        <message>
            <location filename="../../terminal/app/window/feed_notice.py"></location>
            <source>{units} applied, {gaps}, {damaged:,} damaged.</source>
            <translation>已应用 {units}，{gaps}，{damaged:,} 处损坏。</translation>
        </message>
        <message>
            <location filename="../../terminal/app/alerts/conditions.py"></location>
            <source>{used:,.1f} GB used</source>
            <translation>已用 {used:,.1f} GB</translation>
        </message>
        <message>
            <location filename="../../panels/signals/view_model.py"></location>
            <source>{value} bps over {span}</source>
            <translation>{value} bps，期限 {span}</translation>
        </message>
        <message>
            <location filename="../../panels/plugins/view_model.py"></location>
            <source>{version} runs beside it</source>
            <translation>{version} 与其并行运行</translation>
        </message>
        <message>
            <location filename="../../core_rs/render/src/words.rs"></location>
            <source>Σ 10 lv</source>
            <translation>Σ 10 档</translation>
        </message>
        <message>
            <location filename="../../panels/alerts/view_model.py"></location>
            <source>“{text}” is no number: give the threshold, such as 223.20</source>
            <translation>“{text}”不是数字：请给出阈值，如 223.20</translation>
        </message>
        <message>
            <location filename="../../terminal/app/keyboard/keyboard_dialog.py"></location>
            <source>▲ {keys} runs {names} now; Set takes it from there.</source>
            <translation>▲ {keys} 现在用于{names}；点“设置”将其改用于此。</translation>
        </message>
    </context>
</TS>
