"""What is wrong with the input, said once and in one form.

Every check reports by the key of a saying; the sentences a contributor reads stand here and
nowhere else. A new check is a saying and a call.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Saying:
    """What was found, what was expected and how to mend it, with ``{names}`` to fill in."""

    found: str
    expected: str
    mend: str


SAYINGS = {
    # files
    "file-missing": Saying("文件不在，或打不开", "一个能读的文件", "从版本库恢复这个文件"),
    "file-unreadable": Saying("读不懂（{why}）", "描述各数据表的 JSON 文件", "从版本库恢复这个文件"),
    "file-empty": Saying("文件是空的", "第1行是列名，以下一行一条", "从版本库恢复这个文件"),
    "file-encoding": Saying(
        "从这一行起不是 UTF-8 编码", "UTF-8 编码的文本", "用编辑器另存为 UTF-8（在 Excel 里选“CSV UTF-8”，再去掉 BOM）"
    ),
    "file-bom": Saying("文件开头有字节顺序标记（BOM）", "不带 BOM 的 UTF-8", "用编辑器另存为“UTF-8（无 BOM）”"),
    "file-large": Saying("文件有 {size} KB", "至多 {most} KB", "缩小它；做得出来的文件不进版本库"),
    "file-outputs": Saying("笔记本带着运行结果", "MyST 格式的 .md，不带运行结果", "用 jupytext --to myst 存成 .md"),
    "file-notebook": Saying("笔记本是 .ipynb", "MyST 格式的 .md", "用 jupytext --to myst 存成 .md，这个文件不进版本库"),
    "file-merge": Saying("有合并留下的记号", "两边的改动并成了一份", "留下该留的话，删去有记号的各行"),
    "file-ends": Saying("行尾是 Windows 的换行（CRLF）", "LF 换行", "在编辑器右下角把 CRLF 改成 LF，再存盘"),
    # columns and rows
    "column-missing": Saying("少了“{column}”列", "列名与规定一致", "在第1行补上“{column}”，并给每行补一格"),
    "column-extra": Saying("多了“{column}”列", "列名与规定一致", "删去这一列，或先在 datapackage.json 里加上它"),
    "column-name": Saying("列名是“{label}”", "列名“{column}”", "改回规定的列名，列的先后也要一致"),
    "column-twice": Saying("列名“{column}”重复", "每个列名出现一次", "删去重复的一列"),
    "column-blank": Saying("有一列没有列名", "每列都有列名", "补上列名，或删去多出的逗号"),
    "row-blank": Saying("这一行是空的", "每行一条数据", "删去空行"),
    "row-short": Saying("这一行少了一格", "每行的格数与列数相同", "补上缺的逗号"),
    "row-long": Saying("这一行多了一格", "每行的格数与列数相同", "格里的文字带半角逗号时，用英文双引号把整格括起来"),
    "quote-open": Saying("从这一行起，有一个英文双引号没有合上", "双引号成对", "补上缺的双引号，或删去多出的一个"),
    # cells
    "cell-empty": Saying("这一格是空的", "这一列必须填写", "填上这一格"),
    "cell-number": Saying("写的是“{cell}”", "一个十进制数", "只写数字和小数点；单位和“约”“余”写到各自的列里"),
    "cell-whole": Saying("写的是“{cell}”", "一个整数", "只写数字，不带小数点和单位"),
    "cell-choice": Saying("写的是“{cell}”", "下列之一：{choices}", "改成其中一个"),
    "cell-form": Saying("写的是“{cell}”", "合乎这一列的写法，例如“{example}”", "照例子改"),
    "cell-twice": Saying("“{cell}”与前面某行重复", "每行各不相同", "换一个没有用过的"),
    "cell-unknown": Saying("“{cell}”在{table}里没有", "已经登记的编号", "改正编号，或先在那张表里加一行"),
    "schema": Saying("不合规定（{why}）", "合乎 data/datapackage.json 的规定", "对照规定改正"),
    # figures
    "unit-unknown": Saying("{why}", "下列单位之一，可用 / 相除：{units}", "改成已有的单位，或写进 casebook/units.txt"),
    "value-empty": Saying(
        "这一格是空的",
        "一个数；还没有的数，grade 写 awaited（待填）",
        "填上这个数；还没有，就把 grade 改成 awaited，在 note 写明要填什么",
    ),
    "value-awaited": Saying(
        "grade 是 awaited（待填），这一格却写了“{cell}”",
        "待填的数没有值",
        "数有了，就把 grade 从 awaited 改成它的等级，再补上 hedge、source 和 locator；还没有，就把这一格清空",
    ),
    "note-awaited": Saying("待填的数没有写要填什么", "一句话：填什么数，到哪里去找", "填上这一格"),
    "hedge-word": Saying("“{word}”配了 {hedge}", "“{word}”的方向是 {direction}", "改 hedge 一列，或改 hedge_word 一列"),
    "part-unit": Saying("{why}", "部分与整体的单位能换算", "改正单位，或改正整体的编号"),
    "part-larger": Saying("部分（{part}）大于整体（{whole}）", "部分不大于整体", "核对这一行和整体那一行的数"),
    "indicator-fact": Saying("编号“{cell}”在 facts.csv 里已经有了", "没有用过的编号", "换一个编号"),
    "formula": Saying("{why}", "算得出、单位对得上的公式", "改正公式，或改正 unit 一列"),
    "figure-unknown": Saying("{why}", "数据表里有的编号", "改正编号，或先在数据表里加一行"),
    # forms
    "form-syntax": Saying(
        "从这一行起读不懂", "YAML 文本：键和值之间是半角冒号加空格，缩进用空格", "对照别的表改，或从版本库恢复"
    ),
    "form-mapping": Saying("这里不是一项一行的“键: 值”", "至少有：{keys}", "对照别的表改"),
    "form-key": Saying("不认识“{name}”", "下列之一：{keys}", "改正拼写，或删去这一行"),
    "form-missing": Saying("少了“{name}”", "这一项必须写", "补上“{name}: ……”"),
    "form-value": Saying("“{name}”写得不对", "{expected}", "照要求改"),
    "form-head": Saying("没有叫“{head}”的列", "下列之一：{heads}", "改正列名"),
    "form-twice": Saying("列名“{head}”重复", "每个列名出现一次", "换一个列名"),
    "form-wide": Saying(
        "各列的宽合起来是{total}毫米", "纸上放得下，至多{room}毫米", "减小 width，或改成 paper: landscape"
    ),
    "form-row": Saying("这一行印了{cells}格，表有{columns}列", "格数不多于列数", "删去多出的格"),
    "form-rows": Saying("表没有行，或行太多", "至少一行，至多{most}行", "改 blank 一项"),
    # office files
    "document-kind": Saying(
        "front matter 里 document 写的是“{value}”", "true（竖放）或 landscape（横放）", "改成其中一个，或删去这一行"
    ),
    "document-node": Saying(
        "页里有 Word 版排不出来的东西（{name}）",
        "段落、列表、表格、卡片和提示框",
        "换一种写法，或删去 front matter 里的 document 一行",
    ),
    "document-twice": Saying("“{name}.docx”已经由 {other} 做出", "每份文档一个文件名", "给其中一页的文件换个名字"),
    # words
    "wording-copied": Saying(
        "“{run}”与报道连续13个字以上相同", "自己的话", "换一种说法；若是口号或称号，加“ ”并写进 data/quotations.txt"
    ),
    "wording-loaded": Saying(
        "用了带褒贬的词“{word}”", "中性的说法", "换一个词；若是引用，加“ ”；正文里确有必要，写成 {{kept}}`{word}|理由`"
    ),
    "wording-reason": Saying("保留“{word}”没有写理由", "词和理由", "写成 {{kept}}`{word}|理由`"),
    # pages
    "number-loose": Saying("正文里直接写了数字“{number}”（{around}）", "用编号引出的数", "{mend}"),
    "chart-alt": Saying("这一格的图没有替代文字", "代码格里有一行 alt:", "加上 alt: 用一两句话说明图上看到什么"),
    "cell-failed": Saying("代码格运行出错：{why}", "能运行的代码", "改好这一格，或它用到的 book/charts/ 里的函数"),
    # links and labels
    "label-unknown": Saying(
        "没有标签“{label}”",
        "标题、图或表前面写着的标签，例如 (case-members)=；学员版里的话不能引只在教师版里的",
        "改正写法，或在要引的标题前加这个标签",
    ),
    "label-untitled": Saying(
        "标签“{label}”后面没有标题，引用不知道显示什么字", "标签写在标题前", "写成 {{ref}}`要显示的字<{label}>`"
    ),
    "label-twice": Saying("标签“{label}”在 {other} 里已经有了", "每个标签出现一次", "换一个标签"),
    "label-twice-here": Saying("标签“{label}”在本页已经有了", "每个标签出现一次", "换一个标签"),
    "page-unknown": Saying(
        "没有“{page}”这一页", "书里有的页，不带 .md", "改正路径，从本页所在的文件夹算起；以 / 开头的从项目文件夹算起"
    ),
    "link-unknown": Saying("链接“{target}”不知道指向哪里", "书里的一页、一个标签，或以 http 开头的网址", "改正链接"),
    "image-missing": Saying(
        "图片 {path} 不在，或打不开",
        "book/ 里有的图片，路径从本页所在的文件夹算起",
        "改正路径，或把图片放进 book/_images/",
    ),
    "image-alt": Saying(
        "图片“{path}”没有替代文字", "用一两句话说出图上看到什么", "在图的选项里加一行 :alt:，或写成 ![替代文字](图片)"
    ),
    "download-missing": Saying("文件 {path} 不在，或打不开", "有的文件，路径从本页所在的文件夹算起", "改正路径"),
    "work-unknown": Saying("参考文献里没有“{label}”", "book/references.bib 里有的编号", "改正编号，或先在那里加一条"),
    "footnote-unused": Saying(
        "脚注“{label}”没有用到", "每条脚注在正文里用到一次", "在正文里加 [^{label}]，或删去这条脚注"
    ),
    "footnote-unknown": Saying("没有脚注“{label}”的内容", "另起一段的 [^{label}]: 脚注的话", "补上脚注，或删去记号"),
    "footnote-twice": Saying("脚注“{label}”写了两次", "每条脚注写一次", "删去一条，或换一个记号"),
    # the pages' form
    "role-unknown": Saying(
        "不认识写法“{{{name}}}`…`”", "fact、plain、kept、term、ref、doc、cite 等", "改正花括号里的名称"
    ),
    "directive-unknown": Saying("不认识块“{{{name}}}”", "本书用的块的名称，见“参与编写”一章", "改正花括号里的名称"),
    "directive-option": Saying("块“{name}”没有选项 {options}", "这种块有的选项", "改正或删去这个选项"),
    "heading-jump": Saying("标题从{one}级跳到了{two}级", "一级一级往下", "增减标题前的 #"),
    "heading-first": Saying("一页的头一个标题是{two}级", "一级标题，前面一个 #", "改成一个 #"),
    "front-matter": Saying(
        "页首两行 --- 之间的内容读不懂",
        "每行“名称: 内容”，列表每行以“  - ”开头",
        "查冒号后有没有空格、缩进是否一致；内容里带冒号的加引号",
    ),
    "sphinx": Saying("排书程序不接受这里的写法，它说：{why}", "合乎 MyST 的写法", "对照“参与编写”一章和相邻的段落改正"),
    "topic-unknown": Saying("数据里没有主题“{name}”", "下列之一：{known}", "改正主题，或先在 data/topics.csv 里加一行"),
    "scheme-unknown": Saying("data/schemes.csv 里没有“{name}”", "下列之一：{known}", "改正编号，或先在那里加一行"),
    "plan-unknown": Saying("没有“{name}”分钟的课", "下列之一：{known}", "改正这个数"),
    "term-twice": Saying("名词“{term}”解释了两次", "每个名词一条", "删去一条"),
    # chapters as files, and their order
    "text-encoding": Saying(
        "从这一行起不是 UTF-8 编码（多半是 GBK）", "UTF-8 编码的文本", "用编辑器打开，另存为 UTF-8"
    ),
    "text-nul": Saying("有不可见的空字符（NUL）", "纯文本", "删去它；若整个文件是乱码，从版本库恢复"),
    "toc-form": Saying("读不懂（{why}）", "目录，格式见 sphinx-external-toc", "从版本库恢复，再照相邻的行改"),
    "toc-missing": Saying("目录里的“{page}”没有这个文件", "有的文件，不带 .md", "改正路径，或先写这一页"),
    "toc-twice": Saying("“{page}”在目录里出现了两次", "每页一次", "删去一处"),
    "config-form": Saying("读不懂（{why}）", "YAML 格式的设置", "从版本库恢复，再照相邻的行改"),
    "settings-missing": Saying("少了“{name}”", "{wanted}", "照 book/book.yml 里的注释补上"),
    "settings-kind": Saying("“{name}”写得不对", "{wanted}", "照相邻的行和注释改，文字里有冒号的加引号"),
    "settings-unknown": Saying("不认识“{name}”", "下列之一：{known}", "改正拼写，或删去这一行"),
    # a repository for the next village
    "new-name": Saying("村名“{name}”用不得", "两到十二个汉字，例如“某某村”", "改 --village 后面的名字，或先不写"),
    "new-inside": Saying("这个文件夹在本项目里，或把本项目装在里面", "项目以外的地方", "换一个地方，例如 ../某某村"),
    "new-taken": Saying("这里已经有一个文件", "还没有的，或空的文件夹", "换一个名字"),
    "new-full": Saying("这个文件夹不是空的", "还没有的，或空的文件夹", "换一个名字；里面的东西不会动"),
    "new-parent": Saying("没有 {parent} 这个文件夹", "已经有的文件夹里的一个新名字", "先建好它，或换一个地方"),
    "new-write": Saying("写不进去（{why}）", "可以写、还有空间的地方", "换一个地方，或腾出空间再试"),
    # code cells
    "cell-syntax": Saying("代码格里的“{code}”不合 Python 的写法（{why}）", "能运行的代码", "改正这一行"),
    "cell-name": Saying(
        "{module} 里没有“{name}”", "这个模块里有的函数", "改正写法{near}；或先在 {module} 里写这个函数"
    ),
    "cell-module": Saying("没有模块 {module}", "book/charts/ 里有的模块", "改正写法{near}"),
    "cell-metadata": Saying(
        "代码格开头两行 --- 之间的内容读不懂", "每行“名称: 内容”", "查冒号后有没有空格；内容里带冒号的加引号"
    ),
    # dates of review
    "review-form": Saying("review_by 写的是“{cell}”", "日期，例如 2027-06-30", "照例子改"),
    "review-late": Saying(
        "应在{date}以前复核，已经过了{days}天",
        "到期后{grace}天以内复核",
        "对照来源核对一遍，再把 review_by 改成下一次复核的日期",
    ),
    # plans
    "plan-sum": Saying("{plan}分钟的课，各环节加起来是{total}分钟", "正好{plan}分钟", "改 minutes 一列"),
    "plan-order": Saying(
        "{plan}分钟的课到这里是第{number}个环节，写的是“{cell}”", "从1数起，不跳号", "改 order 一列，或改行的先后"
    ),
    "plan-page": Saying("没有“{page}”这一页", "book/ 里有的页，不带后缀，用空格隔开", "改正，或先在 book/ 里加这一页"),
    # questions
    "quiz-id": Saying("自测题的编号是“{id}”", "小写英文字母、数字和连字符，例如 village-1", "改编号"),
    "quiz-twice": Saying("自测题编号“{id}”已经用过（{first}）", "每题一个编号", "换一个编号"),
    "quiz-stem": Saying(
        "自测题“{id}”的题干读不出来", "题干一段，空一行，下面一个选项表，此外没有别的", "照“- [x] 选项”的样子分开写"
    ),
    "quiz-options": Saying(
        "自测题“{id}”的选项太少或太多", "两到八个选项，每个一行“- [ ] 选项”或“- [x] 选项”", "增减选项"
    ),
    "quiz-box": Saying(
        "自测题“{id}”的这个选项前面没有方括号，或方括号后没有字", "“- [ ] 选项”或“- [x] 选项”", "补上方括号和选项的话"
    ),
    "quiz-right": Saying("自测题“{id}”没有对的选项", "至少一个“- [x]”", "在对的选项前写 [x]"),
    "quiz-feedback": Saying("自测题“{id}”的这个选项没有反馈", "选项下面缩进一行“- 反馈”，只有一条", "补上反馈"),
    # slides
    "slide-notes": Saying(
        "课件的“{title}”这一页有{number}段讲稿",
        "每页正好一段讲稿",
        "在这一页末尾写 :::{{notes}} 分钟数 …… :::，多的并成一段",
    ),
    "slide-minutes": Saying("讲稿的分钟数写的是“{cell}”", "整数，或带半分钟，例如 2 或 1.5", "改正分钟数"),
    "slide-stage": Saying(
        "“{deck}”课件里，“{stage}”环节该在第{minutes}分钟末收住，各页加到{found}分钟，没有一页正好停在那里",
        "90分钟的课里，每个环节末尾正好是某一页的末尾",
        "调整各页讲稿的分钟数，或改 data/plans.csv",
    ),
    "slide-sum": Saying(
        "“{deck}”课件各页加起来是{found}分钟",
        "正好{minutes}分钟，照 data/plans.csv 里90分钟的课",
        "调整各页讲稿的分钟数",
    ),
    "slide-long": Saying(
        "课件的“{title}”这一页有{count}个汉字", "至多{most}个，后排看得清", "删短，或分成两页；要讲的话写进讲稿"
    ),
    "slide-charts": Saying("课件的“{title}”这一页有{number}张图", "一页一张图", "分成几页"),
    "slide-deep": Saying("课件的“{title}”用了三级以下的标题", "一级标题是封面，二级标题各是一页", "改用“## ”"),
    # what keeps a book from being made, though nothing is wrong with it
    "disk-full": Saying(
        "磁盘满了，写不下（还空着 {free:.0f} MB）",
        "空着 500 MB 以上",
        "删去别处不用的文件，或换一个盘，再运行一次；排了一半的会自己丢掉",
    ),
    "place-file": Saying(
        "这里有一个同名的文件，或指向别处的坏链接", "一个文件夹，或什么都没有", "把它移走，再运行一次"
    ),
    "place-locked": Saying(
        "这里不许写",
        "自己能写的文件夹，不在只读的盘上",
        "改这里的权限（Linux 和 macOS：chmod -R u+w；属于别的用户的，请他删去），或把项目拷到能写的盘上，再运行一次",
    ),
    "system": Saying("系统不肯读写（{why}）", "能读能写的文件", "按括号里说的查这个地方，再运行一次"),
    "inputs-edited": Saying(
        "排书的时候一直有人在改，最后改的是：{files}",
        "一本书出自同一个时刻的文件",
        "改完、存好，再运行一次；这次排的没有用",
    ),
    "inputs-code": Saying("排书的时候程序改了：{files}", "排书时程序不变", "改完、存好，再运行一次；这次排的没有用"),
    "font-missing": Saying(
        "中文字体包 {package} 没有装，或里面没有字体，图和 PDF 里的字会丢失",
        "requirements.txt 里锁定的字体包",
        "运行 make fonts 重装字体，再运行一次",
    ),
    "font-damaged": Saying(
        "中文字体包 {package} 的 {font} 坏了，图和 PDF 里的字会变成空框",
        "与安装时一样的字体文件",
        "运行 make fonts 重装字体，再运行一次",
    ),
    # the offline package
    "bundle-book": Saying("书还没有排好", "先排书，再打包", "运行 make bundle，它会先排书"),
    "bundle-large": Saying(
        "有 {size:.1f} MB", "至多 {most} MB，U盘和邮件都方便", "缩小或去掉最大的几个文件：{largest}"
    ),
    "bundle-name": Saying(
        "这个名字带有英文以外的字", "英文字母、数字和 - _ . 组成的名字", "改名；旧的解压程序会写坏别的字"
    ),
    "term-unknown": Saying("名词解释里没有“{term}”", "book/appendix/glossary.md 里列出的名词", "改正写法，或先加一条"),
    # publishing
    "release-book": Saying("还没有排好", "排好的书和离线包", "先运行 make bundle"),
    "release-trainer": Saying("这是教师版的东西", "发布的文件里一个也没有", "删去它，再运行 make bundle"),
    "release-tag": Saying(
        "标签是 {tag}", "{expected}，与 pyproject.toml 里的 version 一致", "改 version 一行，或换一个标签"
    ),
    "release-changes": Saying(
        "没有写 {version} 的一节，或者还标着“未发布”", "“## {version}（日期）”，下面写这一版改了什么", "补上这一节"
    ),
    # links to elsewhere
    "link-dead": Saying("网址打不开了：{address}（{why}）", "打得开的网址", "换成现在的网址，或删去"),
    "link-ignored": Saying(
        "读不懂“{line}”", "一行一个正则表达式，空格，#，不查的理由", "照例子改：https://example\\.org/.* # 要登录才能看"
    ),
    # the PDF
    "typst-node": Saying(
        "PDF 不会排这种内容（{name}）",
        "排 PDF 的程序认得的内容",
        "给它写一个 typst 的写法（见 casebook/typst/emitter.py），或换一种写法",
    ),
    "typst-note": Saying("脚注“{name}”没有在正文里用到", "每条脚注至少用到一次", "在正文里加上它，或删去"),
    "typst-formula": Saying(
        "公式排不出：{why}", "认得的 TeX 写法", "换一种写法，或在 casebook/typst/formulas.py 里补上"
    ),
    "typst-glyph": Saying("本书的字体里没有“{text}”这个字", "字体里有的字", "换一个写法，或换一种说法"),
    "typst-engine": Saying("PDF 排不成：{why}", "排得成的内容", "检查这一处的写法"),
    "topic-page": Saying("主题“{topic}”没有台账页", "每个主题一页", "在 book/evidence/ledger/ 加一页，并写进 _toc.yml"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend: where it is, what was found, what was expected, how to mend it.

    `row` counts lines of the file as an editor shows them, the header being line 1; `key` is the
    saying's.
    """

    file: str
    found: str
    expected: str
    mend: str
    row: int | None = None
    column: str = ""
    key: str = ""

    @property
    def place(self) -> str:
        """Where to look, such as ``data/facts.csv 第12行，“unit”列``."""
        row = f" 第{self.row}行" if self.row else ""
        column = f"，“{self.column}”列" if self.column else ""
        return f"{self.file}{row}{column}"

    @property
    def message(self) -> str:
        """What was found, what was expected and how to mend it, without the place."""
        return f"{self.found}。应为：{self.expected}。改法：{self.mend}。"

    def __str__(self) -> str:
        return f"{self.place}：{self.message}"


class CasebookError(Exception):
    """Input that cannot be used; carries every finding, not the first alone."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


def finding(key: str, file: str, row: int | None = None, column: str = "", **values: object) -> Finding:
    """Make the finding that the saying of `key` describes, its names filled in."""
    saying = SAYINGS[key]
    found, expected, mend = (
        text.format(column=column, **values) for text in (saying.found, saying.expected, saying.mend)
    )
    return Finding(file, found, expected, mend, row, column, key)


def say(key: str, **values: object) -> str:
    """Return a saying as one sentence without its place, which Sphinx adds."""
    return finding(key, "", None, "", **values).message
