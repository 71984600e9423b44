"""The words by which Chinese and English take back what follows them, and those they reach over.

Written by hand from grammars of the two languages: negative adverbs and their wishes, refusals by
somebody else, forms that look negative and are not, and what may stand between.
"""

from siyu.kit.choices import Choice


class Role(Choice):
    """What a word does to a word that comes later in its clause."""

    TAKES_BACK = "takes_back", "takes it back", "否定"
    DENIED = "denied", "somebody denies it, the wish stands", "被拒绝，意愿仍在"
    UNABLE = "unable", "takes it back, unless it is asked or complained about", "不能"
    WHY = "why", "asks why not: the wish stands", "反问"
    LETS_THROUGH = "lets_through", "is reached over", "可跨过"
    STOPS = "stops", "is not reached over", "不可跨过"


TAKES_BACK = """
不 没 没有 别 未 勿 莫 甭 非 并非 并不 并没 并没有 从不 从未 从没 从来不 从来没 决不 绝不 毫不
不要 不用 不必 不想 不是 不会 不打算 不需要 不需 无需 无须 没想 没说 没打算 没必要 不怎么 不太
不再 不愿 不愿意 不肯定 不可能 取消 撤销 撤回 放弃 免 无意 懒得 用不着 犯不着 何必 不值得 not no
never dont doesnt didnt wont wouldnt isnt arent wasnt werent havent hasnt hadnt without neither
nor shouldnt cancel cancelled
"""
DENIED = """
不让 不给 不肯 不许 不准 不予 不支持 不同意 不允许 不接受 不受理 不帮 不办 不批 不处理 没给 没有给
没帮 没人 没人给 没法 没办法 无法 拒绝 没同意 没处理 不理 没人理 没人管 拒不 迟迟不 一直不 就是不
refuse refused refuses refusing
"""
UNABLE = "不能 不能够 不可以 不可 不得 cant cannot couldnt"
WHY = "为什么 为啥 为何 凭什么 凭啥 干嘛 干吗 怎么 咋 怎 何不 居然 竟然 竟 why"
# Forms in which a negative letter negates nothing, and words that merely hold one.
STOPS = """
不得不 不能不 不会不 不可不 不如 不过 只不过 不但 不仅 不管 不论 无论 不然 要不 要不然 不止 不光
不单 不妨 不由得 不知 不知道 不愧 不停 不断 不久 免不了 少不了 巴不得 恨不得 说不定 差不多 不一定
动不动 区别 个别 级别 性别 告别 没准 没事 没错 没问题 除非 莫非 无非 非得 非要 未来 未必 不行 不好
不满意 不满 不错 不爽 不同 不少 对不起 不好意思 来不及 等不及 受不了 看不下去 不喜欢 不合适
"""
ASKS = """
能不能 可不可以 要不要 是不是 会不会 想不想 有没有 好不好 行不行 该不该 让不让 给不给 用不用
需不需要 能否 是否 可否 要否
"""
LETS_THROUGH = """
想 想要 要 会 能 可以 打算 准备 考虑 计划 愿意 愿 敢 需要 需 必 用 得 该 应该 说 说过 讲 提 提过
提出 要求 申请 办 办理 做 搞 弄 再 又 也 都 就 还 才 很 太 真 真的 怎么 那么 这么 多 给 帮 让 叫
请 替 你 您 我 他 她 它 咱 们 你们 我们 他们 店家 商家 客服 卖家 老板 自己 人家 大家 别人 的 地 过
去 来 到 有 是 个 次 任何 一点 半点 继续 直接 马上 立刻 立即 主动 轻易 随便 想着 觉得 感觉 认为
希望 指望 同意 支持 现在 今天 那 这 这个 那个 这样 那样 件 什么 特 特别 分别 非常 蛮 挺 一直
到现在 暂时 先 在 这里 那里 这儿 那儿 want wants wanted to a an the any my our i we you have has
had be been being going gonna wanna need needed would will like think plan planning ask asking
asked for am im is are was really even get it that this of do does did ever your me us give said
say wish intend actually just at all in
"""
AFTER = ("不用了", "不用", "不必了", "不必", "不需要", "算了", "免了", "没必要", "作罢", "不了吧")
BETWEEN = ("货", "款", "钱", "的", "事", "事情", "就", "还是", "也", "都", "先", "我看", "吧")
QUESTION_ENDS = ("吗", "么", "嘛", "呢", "没有", "行不", "好不", "能不")
QUESTION_WORDS = (
    "怎么",
    "如何",
    "为什么",
    "为啥",
    "凭什么",
    "何时",
    "多久",
    "哪里",
    "哪儿",
    "几天",
)
QUESTION_OPENERS = frozenset(
    "can could do does did how what when why where who is are will would may".split()
)
ASKED_FORMS = tuple(ASKS.split())


def roles() -> dict[str, Role]:
    """Every word of ours and what it does; of a word in two lists the later list's."""
    lists = (
        (Role.LETS_THROUGH, LETS_THROUGH),
        (Role.WHY, WHY),
        (Role.TAKES_BACK, TAKES_BACK),
        (Role.UNABLE, UNABLE),
        (Role.DENIED, DENIED),
        (Role.STOPS, STOPS),
        (Role.LETS_THROUGH, ASKS),
    )
    return {word: role for role, words in lists for word in words.split()}
