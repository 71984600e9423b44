"""What can go wrong with exports."""

from siyu.kit.errors import Conflict, Invalid, NotFound


class NoSuchExport(NotFound):
    """No list is called {export}; choose one of {known}.

    没有名为 {export} 的列表，可选：{known}。
    """


class NoSuchColumns(Invalid):
    """The list has no column {columns}; load the page again and choose.

    列表没有这些列：{columns}；请刷新后重选。
    """


class FilterUnfit(Invalid):
    """The filter {field} does not fit: {reason}

    筛选条件 {field} 不符：{reason}
    """


class ExportNotReady(Conflict):
    """This export is not there to fetch ({state}); a file is kept {days} days for who asked.

    这个导出目前不能下载（{state}）：文件保留 {days} 天，只给申请的人。
    """


class TooManyForSheet(Invalid):
    """An Excel sheet has at most {most} rows, this list {rows}; choose CSV.

    Excel 一张表最多 {most} 行，这个列表有 {rows} 行，请选 CSV。
    """
