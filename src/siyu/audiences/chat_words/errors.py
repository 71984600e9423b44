"""What can be wrong with a rule over what people write: each says where, what, and how to mend it.

`place` names the part of the rule, such as `any_of[0].synonyms[1]`; `column` the character of it.
"""

from collections.abc import Sequence

from siyu.kit.errors import Invalid


class WordsMissing(Invalid):
    """{place}: no word is asked for; name one under any_of or all_of.

    {place}：没有要找的词；请在 any_of 或 all_of 里至少填一个。
    """


class PartUnknown(Invalid):
    """{place} is not a part of a rule; leave it out. Known are {known}.

    {place} 不是规则的一部分，请去掉。可用的有：{known}。
    """


class PartUnfit(Invalid):
    """{place} is not of the kind that belongs there; write it like {example}.

    {place} 的类型不对，请写成 {example}。
    """


class WordsTooMany(Invalid):
    """{place} has {count} entries; at most {most} are read. Make two rules of it.

    {place} 有 {count} 项，最多 {most} 项；请拆成两条规则。
    """


class WordTwice(Invalid):
    """{place}: 「{word}」 stands at {other} already; leave one of them out.

    {place}：「{word}」已写在 {other}，请去掉其中一个。
    """


class PatternTooLong(Invalid):
    """{place}: a word has at most {most} characters, this one {length}; keep what matters of it.

    {place}：一个词最多 {most} 个字符，这里有 {length} 个；请只留关键部分。
    """


class MarkAstray(Invalid):
    """{place}, character {column}: {mark} has a meaning of its own; write \\{mark} for the mark
    itself, or put choices in brackets: {example}.

    {place} 第 {column} 个字符：{mark} 有特殊含义；要找符号本身请写 \\{mark}，
    多选一请加括号：{example}。
    """


class NothingEscaped(Invalid):
    """{place}, character {column}: nothing follows the \\; leave it out, or write the mark it is
    for.

    {place} 第 {column} 个字符：\\ 后面没有内容；请去掉，或写上要转义的符号。
    """


class GapAstray(Invalid):
    """{place}, character {column}: * stands between two words; write it like {example}.

    {place} 第 {column} 个字符：* 要放在两个词之间，例如 {example}。
    """


class GapUnfit(Invalid):
    """{place}, character {column}: {count} is no length of a gap; write *{{n}} with n from 1 to
    {most}.

    {place} 第 {column} 个字符：{count} 不是间隔长度；请写 *{{n}}，n 为 1 到 {most}。
    """


class GapsTooMany(Invalid):
    """{place} has {count} gaps; at most {most} are read. Ask for the parts as words of all_of.

    {place} 有 {count} 处间隔，最多 {most} 处；请把各部分写进 all_of。
    """


class ChoiceOpen(Invalid):
    """{place}, character {column}: this bracket is never closed; write it like {example}.

    {place} 第 {column} 个字符：括号没有闭合；请写成 {example}。
    """


class ChoiceUnfit(Invalid):
    """{place}, character {column}: {mark} has no place inside brackets; write plain words there.

    {place} 第 {column} 个字符：括号里不能有 {mark}，请只写普通的词。
    """


class ChoicesTooMany(Invalid):
    """{place}, character {column}: {count} choices; at most {most}. Write some as synonyms.

    {place} 第 {column} 个字符：有 {count} 个选项，最多 {most} 个；请把一部分写成同义词。
    """


class NothingAsked(Invalid):
    """{place}: nothing here must stand in the text; write at least one letter or digit outside of
    what may be left out.

    {place}：这里没有必须出现的内容；请至少写一个不可省略的字或数字（表情和标点不算）。
    """


class ChatRuleUnfit(Invalid):
    """{count} things to mend in this rule. {told}

    这条规则有 {count} 处要改。{told}
    """

    def __init__(self, faults: Sequence[Invalid]) -> None:
        self.faults = tuple(faults)
        told = [
            {"code": one.code, **one.data, "en": one.sentence(), "zh": one.sentence("zh")}
            for one in faults
        ]
        super().__init__(count=len(told), faults=told)

    def sentence(self, language: str = "en") -> str:
        said = super().sentence(language).removesuffix("…")
        between = "" if language.startswith("zh") else " "
        return said + between.join(one.sentence(language) for one in self.faults)
