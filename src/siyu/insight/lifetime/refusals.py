"""When a number is not given, or given with a warning; in words, with what was found and asked."""

from dataclasses import dataclass

from siyu.kit.choices import Choice

REPEAT_BUYERS_NEEDED = 200
"""In shops simulated by the BG/NBD of CDNOW, the interval at 95 % for the purchases of a year held
the truth in 0.78 of those with 50 repeat buyers, 0.86 with 100, 0.92 with 200, 0.94 with 400."""
GAPS_NEEDED = 4.5
"""The longest history must hold this many mean gaps between purchases, or staying away and buying
seldom look the same. In the same shops the interval held 0.67 at 3.4 gaps, 0.86 at 4.1, 0.95 at
4.9. CDNOW has 5.9."""
CORRELATION_BORNE = 0.3
"""Gamma-gamma takes spend and frequency for independent. Fader, Hardie & Lee (2005) accept 0.11 at
CDNOW; from 0.3 on, a medium effect by Cohen's (1988) measure, frequent buyers are misjudged."""
LOOSE_ERROR = 1.0
"""A parameter whose standard error exceeds itself is known to its order of magnitude at best."""


class Refusal(Choice):
    """Why a model is not fitted."""

    TOO_FEW_REPEAT_BUYERS = (
        "too_few_repeat_buyers",
        "Too few customers have bought again.",
        "复购客户太少。",
    )
    SPAN_TOO_SHORT = (
        "span_too_short",
        "The history is too short to tell staying away from buying seldom.",
        "观察期太短，分不清客户是流失了还是本来就买得少。",
    )
    NO_VARIATION = (
        "no_variation",
        "All customers look alike, so nothing can be told of their differences.",
        "客户之间没有差异，无法估计分布。",
    )
    NOT_CONVERGED = (
        "not_converged",
        "The fit did not settle on an answer.",
        "拟合没有收敛。",
    )
    AT_BOUNDARY = (
        "at_boundary",
        "The best fit lies at the edge of what the model can say: it does not suit these data.",
        "最优解落在模型的边界上，说明模型不适合这批数据。",
    )
    NOT_CURVED = (
        "not_curved",
        "The data do not single out one answer, so no interval can be given.",
        "数据无法确定唯一的参数，给不出区间。",
    )
    MEAN_SPEND_INFINITE = (
        "mean_spend_infinite",
        "Spend differs so widely that it has no mean.",
        "客单价差异过大，均值不存在。",
    )


class Caution(Choice):
    """What must be said beside a number that is given."""

    SPEND_FOLLOWS_FREQUENCY = (
        "spend_follows_frequency",
        "Spend and frequency go together here; the value of frequent buyers is misjudged.",
        "客单价与购买频次相关，高频客户的价值会有偏差。",
    )
    LOOSELY_KNOWN = (
        "loosely_known",
        "Some parameters are known only to their order of magnitude; read the interval.",
        "部分参数只能估计到数量级，请看区间。",
    )


@dataclass(frozen=True)
class Refused:
    """No model: the reason, what was found and what is needed.

    `found` and `needed` are in the reason's own unit: people, gaps, a value of a parameter, a
    shortfall of log-likelihood, a smallest curvature.
    """

    reason: Refusal
    found: float
    needed: float
