"""What can go wrong with what comes in."""

from siyu.kit.errors import Conflict, Invalid, NotFound


class RowUnfit(Invalid):
    """{title_en}: {reason_en}

    {title_zh}：{reason_zh}
    """


class RowUnstorable(Invalid):
    """This row holds a number or a character that cannot be kept; mend it and send it again.

    这一行有无法保存的数字或字符，请改好后再传。
    """


class RowTooLong(Invalid):
    """This row has {cells} cells under {headings} headings; put the extra ones under a heading.

    这一行有 {cells} 格，但表头只有 {headings} 列；请给多出的内容加上表头。
    """


class TooManyRows(Invalid):
    """A request brings at most {most} rows; this one has {rows}. Send them in parts.

    一次请求最多 {most} 行，这里有 {rows} 行，请分批发送。
    """


class NoRows(Invalid):
    """The body is a JSON list of rows, or an object with them under "rows".

    请求内容应为 JSON 列表，或在 "rows" 下放列表。
    """


class NoSuchIntake(NotFound):
    """No kind of rows is called {intake}; choose one of {known}.

    没有名为 {intake} 的数据类型，可选：{known}。
    """


class NotATable(Invalid):
    """This is no CSV, XLSX or JSON Lines file; save it as one of them and upload it again.

    这不是 CSV、XLSX 或 JSON Lines 文件，请另存为其中一种后再上传。
    """


class OldExcel(Invalid):
    """This is the old Excel format (.xls) or a protected workbook; save it as .xlsx, unprotected.

    这是旧版 Excel（.xls）或加密的工作簿，请另存为未加密的 .xlsx。
    """


class EncodingUnknown(Invalid):
    """The text is not {tried}: byte {byte} does not fit; save the file as UTF-8.

    文本不是 {tried}：第 {byte} 字节不符；请把文件另存为 UTF-8。
    """


class EmptyTable(Invalid):
    """The file has no row with headings; its first row names the columns.

    文件里没有表头，第一行应是各列的名称。
    """


class FileTooLarge(Invalid):
    """A {format} file has at most {most_mb} MB; split this one, or save it as CSV.

    {format} 文件最大 {most_mb} MB；请拆分，或另存为 CSV。
    """


class WorkbookTooLarge(Invalid):
    """This workbook unpacks to more than a table needs ({what}); save its sheet as CSV.

    这个工作簿解压后超出表格所需（{what}），请把工作表另存为 CSV。
    """


class TooManyColumns(Invalid):
    """A table has at most {most} columns; this one has {columns}.

    表格最多 {most} 列，这里有 {columns} 列。
    """


class FileBroken(Invalid):
    """The file cannot be read on after row {row} ({reason}); mend that place and upload it again.

    文件在第 {row} 行之后无法读取（{reason}），请改好后重新上传。
    """


class FieldsUnmatched(Invalid):
    """Choose a column for {fields}; without it no row can be taken.

    请为{fields}选择对应的列，否则无法导入。
    """


class NoSuchColumn(Invalid):
    """The file has no column {column}, or {intake} no field {field}; load the page again.

    文件没有第 {column} 列，或{intake}没有 {field} 字段，请刷新页面。
    """


class ImportElsewhere(Conflict):
    """What you ask for does not go together with the import's state ({state}); load it again.

    这个导入目前的状态（{state}）下不能这样操作，请刷新。
    """


class FileGone(Conflict):
    """The file is gone: it is kept {days} days, or until a person asks to be erased; upload it
    again.

    文件已删除：文件保留 {days} 天；有客户要求删除个人信息时会提前删除。请重新上传。
    """


class StillNeeded(Conflict):
    """Something that came later stands on this row; it cannot be given back.

    后来的数据依赖这一行，无法还原。
    """
