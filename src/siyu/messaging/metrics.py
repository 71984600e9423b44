"""The metrics of messaging: who was welcomed, and how reliably."""

from siyu.platform.metrics import Metric, Ratio, Tally

METRICS = (
    Metric(
        name="welcomes_sent",
        title_en="Welcomed",
        title_zh="已欢迎",
        means_en="Welcomes that WeCom took.",
        means_zh="企业微信已接收的欢迎语。",
        unit="count",
        of=(Tally(("WelcomeSent",)),),
        by=("staff_id", "store"),
        stage="activation",
    ),
    Metric(
        name="welcomes_decided",
        title_en="Welcomes with an outcome",
        title_zh="有结果的欢迎语",
        means_en="Welcomes that were sent, not sent, or left in doubt.",
        means_zh="已发送、未发送或结果未知的欢迎语。",
        unit="count",
        of=(Tally(("WelcomeSent",)), Tally(("WelcomeNotSent",)), Tally(("WelcomeUnknown",))),
        by=("staff_id", "store"),
    ),
    Metric(
        name="welcome_rate",
        title_en="Welcome rate",
        title_zh="欢迎率",
        means_en="Welcomes sent, of all with an outcome.",
        means_zh="有结果的欢迎语中已发送的占比。",
        unit="rate",
        of=Ratio("welcomes_sent", "welcomes_decided"),
        by=("staff_id", "store"),
        stage="activation",
    ),
)
