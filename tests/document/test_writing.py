"""What people read is worded as the page of writing says: none of the worst phrases, American, with respect to.

The tests read the catalogue, the hand-written pages, the templates, the theme, the scripts, and every message.
"""

import ast
import re
import tomllib

import pytest

PHRASES = (
    "held against",
    "holds? (?:it|them|every rule|the answer) against",
    "of others",
    "to stand on",
    "we stand on",
    "never part",
    "what of these",
    "for itself",
    "the browser's own search",
    "so does a printer",
    "a mistake of ours",
    "it must be there",
    "knows no (?:plugins|hooks)",
    "not the accepted",
    "one after the other",
    "came, went",
    "of them not proved",
    "in the order of speaking",
    "as it is spoken",
    "the other way round",
    "lies down",
    "stands? up",
    "stands? still",
    "minds? (?:its|their) own business",
    "quarter of a turn",
    "is felt",
    "by name it is",
    "rectifier",
    "a rule, as every rule",
    "one rule, as",
    "says? so of",
    "is mended",
    "a slip of the pen",
    "in another dress",
    "(?:has|have) two readings",
    "and \\S+ is none",
    "how-manieth",
    "that holds? the variable",
    "does not hold the",
    "worked out one by one",
    "nobody would read",
    "pulls? alike",
    "what you gave it",
    "told whether",
    "the whole of it",
    "change places",
)
STEMS = (
    "normal|general|regular|factor|optim|minim|maxim|standard|parametr|initial|vector|character|summar|recogn|special|real|"
    "organ|symbol|linear|penal|util|visual|categor|local|equal|capital|diagonal|stabil"
)
BRITISH = (
    rf"(?:{STEMS})is(?:e[sdr]?|ers|ing|ations?)",
    "(?:un|dis)?colour(?:s|ed|ing|less)?",
    "cent(?:re|res|red|ring)",
    "neighbour(?:s|ing|hood)?",
    "behaviours?",
    "favou?r(?<=our)(?:s|ed|ites?)?",
    "licences?",
    "learnt",
    "analyse[sd]?(?<!analyses)",
    "modell(?:ed|ing)",
    "labell(?:ed|ing)",
    "cancell(?:ed|ing)",
    "grey",
    "whilst",
    "towards",
    "artefacts?",
)
# What may follow "by" after a derivative: a method, a maker or a measure, and no variable.
METHODS = (
    r"(?:a program|another|backpropagation|hand|itself|means|SymPy|PyTorch|JAX|the library|automatic|central|autograd|"
    r"components?|differentials?|entries|entry|index|parts|pieces?|rows?|columns?|terms?|cases?|one|steps?|choosing|finite|"
    r"the (?:chain|product|quotient|power) rule|the derivative|the rules?|the same|the norm|their|its own|default|"
    r"two roads)\b"
)
_BY = rf"(?<!followed)(?<!divided)(?<!multiplied)(?<!given) by(?:$| (?!{METHODS}))"
BY = (
    rf"\b(?:derivative|gradient|jacobian|hessian|slope)s?\b(?: of [^.;:,()]{{1,60}}?)?{_BY}",
    rf"\bdifferentiat(?:e|es|ed|ing)\b(?: [^.;:,()]{{1,40}}?)?{_BY}",
    r"^By the \w+ (?:the|an?|it)\b",
)


def found(text):
    """What a text should not say."""
    words = [
        *(rf"(?<![\w-]){phrase}" for phrase in PHRASES),
        *(rf"(?<![\w/.-])(?:{word})(?![\w-])" for word in BRITISH),
        *BY,
    ]
    return [match[0] for word in words for match in re.finditer(word, text, re.IGNORECASE)]


@pytest.mark.parametrize(
    "text",
    [
        "The derivative of Ax by x is A.",
        "Differentiate the neuron by its input.",
        "Find the gradient by the weights.",
        "The normalised vector",
        "Centred and scaled",
        "The colour of neighbours",
        "Each term for itself; the results are added.",
        "Errata of others",
        "The answer is held against numbers.",
        "Zensical knows no plugins of others.",
    ],
)
def test_what_should_not_be_said_is_found(text):
    assert found(text) != []


@pytest.mark.parametrize(
    "text",
    [
        "The derivative of Ax with respect to x is A.",
        "Each derivative is the product of the other entries.",
        "The derivatives were computed by hand.",
        "The derivation by differentials; vector by scalar",
        "Normalization by the Euclidean norm",
        "The color of its neighbors",
    ],
)
def test_what_may_be_said_is_not(text):
    assert found(text) == []


def assert_well_said(texts):
    texts = list(texts)
    assert texts
    assert [(place, wrong, text[:120]) for place, text in texts for wrong in found(text)] == []


def test_rules_are_well_said(root):
    prose = []
    for path in sorted((root / "generator" / "jacobook" / "catalogue").glob("*.toml")):
        chapter = tomllib.loads(path.read_text("utf-8"))
        for entry in (
            chapter["chapter"],
            *chapter["rule"],
            *(e for rule in chapter["rule"] for e in rule.get("example", ())),
        ):
            kinds = ("title", "summary", "note", "condition", "section")
            prose += [(f"{path.name}: {entry.get('id', 'example')}", entry[kind]) for kind in kinds if kind in entry]
    assert_well_said(prose)


def test_no_two_rules_share_a_title(root):
    paths = (root / "generator" / "jacobook" / "catalogue").glob("*.toml")
    titles = [rule["title"] for path in paths for rule in tomllib.loads(path.read_text("utf-8"))["rule"]]
    assert len(titles) > 400
    assert sorted({title for title in titles if titles.count(title) > 1}) == []


def test_pages_written_by_hand_are_well_said(root):
    paths = [path for path in (root / "docs").rglob("*.md") if "reference" not in path.relative_to(root / "docs").parts]
    paths += [
        root / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/llms.txt", "benchmarks/README.md")
    ]
    changes = (root / "CHANGELOG.md").read_text("utf-8")
    texts = {str(path.relative_to(root)): path.read_text("utf-8") for path in paths if path.name != "writing.md"}
    texts["CHANGELOG.md"] = changes[changes.index("## Unreleased") : changes.index("## 0.1.0")]
    assert_well_said((name, paragraph) for name, text in texts.items() for paragraph in paragraphs(text))


def paragraphs(markdown):
    """Paragraphs of prose: no code, no formulas, no addresses of links, no markup."""
    prose = re.sub(r"^ *(`{3,})[^`].*?^ *\1$", "", markdown, flags=re.MULTILINE | re.DOTALL)
    prose = re.sub(
        r"(`+)(?!`).*?(?<!`)\1(?!`)|\]\([^)]*\)|<[^>]*>|^sources: .*$", " ", prose, flags=re.MULTILINE | re.DOTALL
    )
    prose = re.sub(r"\$[^$]*\$|\\\(.*?\\\)", "x", prose)
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n|\n(?=[-|])", prose) if part.strip()]


def test_templates_and_theme_are_well_said(root):
    paths = [*(root / "templates").rglob("*.jinja"), *(root / "theme").rglob("*.html")]
    assert_well_said(
        (str(path.relative_to(root)), line) for path in paths for line in words_of(path.read_text("utf-8"))
    )


def words_of(template):
    """Lines of a template without comments and attributes that nobody reads; of instructions, only strings."""
    text = re.sub(r"\{#.*?#\}|<#.*?#>", "", template, flags=re.DOTALL)
    text = re.sub(
        r"(?:class|id|name|value|style|href|src|rel|data-[\w-]+)=\"[^\"]*\"|^\s*//.*$|^\s*%.*$",
        "",
        text,
        flags=re.MULTILINE,
    )
    text = re.sub(r"\{[{%].*?[%}]\}|<[<%].*?[%>]>", lambda match: " ".join(re.findall(r'"([^"]*)"', match[0])), text)
    return [line for line in re.sub(r"colou?r[:={]|\\\w+", " ", text).splitlines() if line.strip()]


def test_messages_and_help_are_well_said(root):
    texts = []
    for path in sorted((root / "generator" / "jacobook").rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        unread = set(docstrings(tree))
        strings = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
        said = [node.value for node in strings if id(node) not in unread and " " in node.value.strip()]
        parts = [part for text in said for part in re.split(r"\n\s*\n|\n {2,}", text)]
        texts += [(str(path.relative_to(root)), " ".join(part.split())) for part in parts]
    scripts = [
        *(root / "docs" / "assets" / "javascripts").glob("*.js"),
        *(root / "docs" / "differentiate").glob("*.js"),
    ]
    for path in scripts:
        quoted = re.findall(
            r"\"([^\"\n]* [^\"\n]*)\"|`([^`]* [^`]*)`",
            re.sub(r"^\s*//.*$", "", path.read_text("utf-8"), flags=re.MULTILINE),
        )
        texts += [(path.name, one or other) for one, other in quoted]
    assert_well_said(texts)


def docstrings(tree):
    """Strings that only a reader of the source sees: statements, but for those that are the help of a command."""
    commands = [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name in ("command", "commands")
    ]
    help_texts = {id(node.body[0].value) for node in commands if isinstance(node.body[0], ast.Expr)}
    statements = [node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)]
    return [id(value) for value in statements if isinstance(value, ast.Constant) and id(value) not in help_texts]
