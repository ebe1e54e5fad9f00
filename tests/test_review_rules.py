"""Every rule of the review finds the one bad fixture that was made for it, on the right line."""

from pathlib import Path

import pytest

from conformance import review

FIXTURES = Path(__file__).parent / "bad_specs"
MARK = "# <- here"


def _marked_line(path: Path) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return 1 + next(index for index, line in enumerate(lines) if line.endswith(MARK))


@pytest.mark.parametrize("rule", review.RULE_NAMES)
def test_rule_finds_its_fixture(rule: str) -> None:
    """The rule alone is broken, once, and the problem names the marked line."""
    path = FIXTURES / f"{rule}.yaml"
    found = {(problem.rule, problem.line) for problem in review.review_file(path).problems}
    assert {(rule, _marked_line(path))} == found


def test_clean_fixture_breaks_no_rule() -> None:
    """The document that all fixtures were made from has no problem, so each fixture shows only its own defect."""
    assert not review.review_file(FIXTURES / "clean.yaml").problems


def test_fixtures_all_belong_to_a_rule() -> None:
    """No fixture is left over from a rule that was renamed or dropped."""
    assert {"clean", *review.RULE_NAMES} == {path.stem for path in FIXTURES.glob("*.yaml")}


BODY = "          application/json:\n            schema:\n              $ref: '#/components/schemas/Order'\n"
EXAMPLE = "                value: {kind: ESPRESSO, account: NL02ABNA0123456789}\n"
XML_BODY = BODY.replace("json", "xml") + "            example: {kind: ESPRESSO}\n"
CONDITION = """      allOf:
        - if:
            properties:
              kind: {const: LUNGO}
          then:
            required: [account]
            properties:
              account: {minLength: 1}
"""
CUP = "    Cup:\n      type: object\n"
LEVEL = "          type: integer\n"
UNROUTED = """x-unrouted:
  - name: unknownPath
    when: A path that is not listed.
    status: 404
    codes: [{code}]
    response:
      $ref: '#/components/responses/UnknownCup'
    x-source: {{document: manual, section: Refusals}}
components:
"""


def both(*names: str) -> str:
    """More properties of a cup."""
    return "".join(f"        {name}:\n{LEVEL}" for name in names)


@pytest.mark.parametrize(
    ("rule", "old", "new"),
    [
        ("openapi-schema", "        - $ref: '#/components/parameters/CupId'\n", "        - name: cupId\n"),
        ("reference-resolves", "'#/components/schemas/Cup'", "'#/info/title'"),
        ("path-parameter", "        - $ref: '#/components/parameters/CupId'\n", ""),
        ("union-properties", CUP, f"{CUP}      oneOf: [{{required: [level]}}]\n"),
        ("property-collision", LEVEL, LEVEL + both("levelMax", "level-max")),
        ("property-collision", LEVEL, LEVEL + both("levelMax", "level_max") + both("level_Max")),
        ("extension-value", "components:\n", UNROUTED.format(code="NO_CUP").replace("unknownPath", "oddVersion")),
        ("single-all-of", "    Cup:\n", "    Cup:\n      allOf: [{$ref: '#/components/schemas/Refusal'}]\n"),
        ("component-name", "schemas/Refusal'", "schemas/ValueError'"),
        ("component-name", "schemas/Refusal'", "schemas/refusal'"),
        ("enum-member", "[ESPRESSO, LUNGO]", "[ESPRESSO, 2go]"),
        ("unsupported-keyword", "          type: integer\n", "          type: integer\n          nullable: true\n"),
        ("parameter-style", "      name: X-Sugar\n", "      name: X-Sugar\n      explode: false\n"),
        (
            "parameter-type",
            "        type: integer\n        description: Lumps.\n",
            "        type: [integer, 'null']\n        description: Lumps.\n",
        ),
        (
            "parameter-type",
            "        type: integer\n        description: Lumps.\n",
            "        type: string\n        format: date-time\n        description: Lumps.\n",
        ),
        ("form-flat", BODY, BODY.replace("application/json", "multipart/form-data")),
        ("body-media-type", EXAMPLE, EXAMPLE + XML_BODY.replace("application/xml", "application/vnd.cups+json")),
        ("response-status", "        '200':\n", "        2XX:\n"),
        ("response-status", "        '200':\n", "        '299':\n"),
        ("operation-id", "      operationId: fillCup\n", ""),
        ("operation-tag", "      tags: [cups]\n", "      tags: [mugs]\n"),
        ("operation-security", "      requestBody:\n", "      security: [{Token: [], Key: []}]\n      requestBody:\n"),
        ("pattern-portable", "          format: nl-iban\n", "          pattern: '[A-Z'\n"),
        ("extension-known", "      summary: Fill a cup\n", "      summary: Fill a cup\n      x-secret: true\n"),
        ("extension-value", "x-live: test", "x-live: sometimes"),
        ("extension-value", "        '404': [NO_CUP]\n", "        2XX: [NO_CUP]\n"),
        ("extension-value", "        '404': [NO_CUP]\n", "        '404': []\n"),
        ("extension-value", "      summary: Fill a cup\n", "      summary: Fill a cup\n      x-alias-paths: [mugs]\n"),
        (
            "alias-path",
            "      summary: Fill a cup\n",
            "      summary: Fill a cup\n      x-alias-paths: ['/cups/{cupId}']\n",
        ),
        ("extension-value", "      x-error-codes: [NO_CUP]\n", "      x-error-codes: {'404': [NO_CUP]}\n"),
        ("source-present", "      x-source: {document: manual, section: Refusals}\n", ""),
        ("error-codes", "        '404': [NO_CUP]\n", "        '404': [NO_MUG]\n"),
        ("error-codes", "      x-error-codes:\n        '404': [NO_CUP]\n", ""),
        ("error-codes", "components:\n", UNROUTED.format(code="NO_PATH")),
        ("error-codes", "        '404': [NO_CUP]\n", "        '404': [NO_CUP]\n        '200': [NO_CUP]\n"),
        (
            "error-codes",
            "          description: The cup.\n",
            "          description: The cup.\n          x-error-codes: [NO_CUP]\n",
        ),
        ("error-code-example", "      x-error-codes: [NO_CUP]\n", "      x-error-codes: [NO_CUP, NO_MUG]\n"),
    ],
)
def test_rule_finds_its_other_cases(tmp_path: Path, rule: str, old: str, new: str) -> None:
    """A rule with more than one way to break it finds the ways that its fixture does not show."""
    clean = (FIXTURES / "clean.yaml").read_text(encoding="utf-8")
    changed = clean.replace(old, new)
    if rule == "form-flat":
        changed = changed.replace("          format: nl-iban\n", "").replace(
            "        account:\n          type: string\n", "        account:\n          type: [string, 'null']\n"
        )
    if rule == "component-name":
        changed = changed.replace("    Refusal:\n", f"    {new.rpartition('/')[2][:-1]}:\n")
    path = tmp_path / "coffee.yaml"
    path.write_text(changed, encoding="utf-8")
    assert clean != changed
    assert rule in {problem.rule for problem in review.review_file(path).problems}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("      requestBody:\n", "      security: []\n      requestBody:\n"),
        ("      requestBody:\n", "      security: [{Key: []}]\n      requestBody:\n"),
        ("          type: integer\n", "          const: 3\n          default: 3\n"),
        ("          type: integer\n", "          type: [integer, 'null']\n"),
        ("          type: integer\n", "          anyOf: [{$ref: '#/components/schemas/Kind'}, {type: integer}]\n"),
        ("[ESPRESSO, LUNGO]", "[ESPRESSO, 2go]\n      x-enum-varnames: [ESPRESSO, TO_GO]"),
        ("components:\n", UNROUTED.format(code="NO_CUP")),
        ("      summary: Fill a cup\n", "      summary: Fill a cup\n      x-alias-paths: ['/mugs/{cupId}']\n"),
        ("      required: [kind]\n", "      required: [kind]\n" + CONDITION),
        (EXAMPLE, EXAMPLE + XML_BODY),
        ("components:\n", UNROUTED.format(code="NO_CUP").replace("unknownPath", "badVersion")),
        (LEVEL, LEVEL + both("levelMax", "level_max")),
        (CUP, f"{CUP}      if: {{properties: {{level: {{enum: [3]}}}}}}\n      then: {{required: [level]}}\n"),
        (CUP, f"{CUP}      not: {{type: object, anyOf: [{{properties: {{level: {{const: 9}}}}}}]}}\n"),
        (CUP, f"{CUP}      allOf: [{{anyOf: [{{required: [level]}}]}}]\n"),
        ("      x-assumption: Nobody says how hot it is.\n", "      x-assumption:\n        - Hot.\n        - Full.\n"),
    ],
)
def test_allowed_form_breaks_no_rule(tmp_path: Path, old: str, new: str) -> None:
    """The form that a rule recommends, or an exception that it names, is accepted."""
    clean = (FIXTURES / "clean.yaml").read_text(encoding="utf-8")
    path = tmp_path / "coffee.yaml"
    path.write_text(clean.replace(old, new), encoding="utf-8")
    assert clean != clean.replace(old, new)
    assert [str(problem) for problem in review.review_file(path).problems] == []


def _write_changed(path: Path, *changes: tuple[str, str]) -> None:
    text = (FIXTURES / "clean.yaml").read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


NO_CODE = (
    ("      x-error-codes: [NO_CUP]\n", "      x-error-codes: []\n"),
    (
        "            NO_CUP:\n              value: {code: NO_CUP}\n",
        "            gone:\n              value: {code: ''}\n",
    ),
)
CODED_SUCCESS = """          x-error-codes: [NO_CUP]
          content:
            application/json:
              schema:
                anyOf: [{$ref: '#/components/schemas/Cup'}, {$ref: '#/components/schemas/Refusal'}]
              examples:
                cup: {value: {level: 3}}
                NO_CUP: {value: {code: NO_CUP}}
"""
PLAIN_SUCCESS = """          content:
            application/json:
              schema:
                $ref: '#/components/schemas/Cup'
              example: {level: 3}
"""


def test_refusal_without_a_code_is_not_listed(tmp_path: Path) -> None:
    """A response that says with an empty list that it carries no code needs no entry, and bears none."""
    path = tmp_path / "coffee.yaml"
    _write_changed(path, *NO_CODE, ("      x-error-codes:\n        '404': [NO_CUP]\n", ""))
    assert [str(problem) for problem in review.review_file(path).problems] == []
    _write_changed(path, *NO_CODE)
    assert ["error-codes"] == [problem.rule for problem in review.review_file(path).problems]


def test_refusal_with_a_success_status_is_listed(tmp_path: Path) -> None:
    """A success status may list codes when its response lists them too, and must when its response does."""
    path = tmp_path / "coffee.yaml"
    listed = ("        '404': [NO_CUP]\n", "        '200': [NO_CUP]\n        '404': [NO_CUP]\n")
    _write_changed(path, (PLAIN_SUCCESS, CODED_SUCCESS), listed)
    assert [str(problem) for problem in review.review_file(path).problems] == []
    _write_changed(path, (PLAIN_SUCCESS, CODED_SUCCESS))
    assert {"error-codes", "error-code-used"} == {problem.rule for problem in review.review_file(path).problems}
    _write_changed(path, listed)
    assert ["error-codes"] == [problem.rule for problem in review.review_file(path).problems]
