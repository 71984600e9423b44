"""What can go wrong with segments, tag rules and ladders."""

from siyu.kit.errors import Conflict, Invalid


class SegmentUnfit(Invalid):
    """{count} thing(s) in this definition cannot be asked. The first, at {place}: {sentence} {mend}

    定义中有 {count} 处不成立。第一处在 {place}：{sentence}{mend}
    """


class SegmentNameNeeded(Invalid):
    """A segment needs a name of at most {most} characters.

    人群包需要名称，最多 {most} 个字。
    """


class SegmentNameTaken(Conflict):
    """Another segment is called "{name}" already; choose another name.

    已有名为「{name}」的人群包，请换一个名称。
    """


class SegmentUsed(Conflict):
    """{name} is in use by {users}; take it out there first.

    「{name}」正被 {users} 使用，请先在那里去掉。
    """


class SegmentNotLive(Conflict):
    """{name} is not kept live, so nobody stands in it; switch it to live first.

    「{name}」未设为实时人群，没有现成名单；请先将其设为实时。
    """


class TooManySegments(Conflict):
    """A brand has at most {most} live segments; switch one off first.

    每个品牌最多 {most} 个实时人群包，请先停用一个。
    """


class NobodyToList(Invalid):
    """Nobody stands behind this figure, so there is no segment to keep.

    这个数字背后没有客户，无法保存为人群包。
    """


class TooManyToList(Invalid):
    """A list holds at most {most} people, and these are more; ask about fewer, or build the segment
    from conditions.

    名单最多 {most} 人，这里超出了；请缩小范围，或用条件新建人群包。
    """


class RuleInCircle(Conflict):
    """This rule would set itself off for ever: {circle}. Ask for something else than the tag it
    gives.

    这条规则会循环触发：{circle}。请不要以它自己打上的标签为条件。
    """


class RuleTagUnknown(Invalid):
    """The tag {tag_id} cannot be given; choose another one.

    标签 {tag_id} 不能使用，请选择其他标签。
    """


class RuleNameNeeded(Invalid):
    """A tag rule needs a name of at most {most} characters.

    标签规则需要名称，最多 {most} 个字。
    """


class RuleAsksTwo(Invalid):
    """A rule is by a segment, by a condition of its own or by words of a chat; give one of them.

    规则只能按人群包、按自己的条件或按聊天关键词之一，请只给其中一项。
    """


class StepsUnfit(Invalid):
    """A {ladder} has exactly these steps, each once: {steps}.

    「{ladder}」必须且只能包含以下各级，每级一次：{steps}。
    """
