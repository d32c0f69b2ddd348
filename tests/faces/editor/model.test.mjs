// What the form's acts make of a text, and what locks it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { add, exchangeValue, negate, remove, setSid } from "../../../static/js/editor/model/acts.js";
import * as conditions from "../../../static/js/editor/model/conditions.js";
import { apply } from "../../../static/js/editor/model/edits.js";
import { addPrincipal, removePrincipal } from "../../../static/js/editor/model/principals.js";
import { addStatements, duplicateStatement, moveStatement, removeStatement } from "../../../static/js/editor/model/statements.js";
import { project } from "../../../static/js/editor/model/view.js";

const doing = (text, act, ...given) => {
  const done = apply(text, act(project(text), ...given));
  assert.ok(project(done).isOk, done);
  return done;
};
const policy = (statement) => `{"Version": "2012-10-17", "Statement": [${statement}]}`;

test("a list on one line stays on one line", () => {
  const text = policy('{"Effect": "Allow", "Action": ["s3:A",  "s3:B"], "Resource": "*"}');
  assert.equal(doing(text, add, 0, "Action", ["s3:C"]), text.replace('"s3:B"', '"s3:B",  "s3:C"'));
});

test("a list with a line for each keeps tabs and CRLF", () => {
  const text = '{\r\n\t"Statement": [{\r\n\t\t"Action": [\r\n\t\t\t"s3:A"\r\n\t\t]\r\n\t}]\r\n}';
  const expected = text.replace('"s3:A"', '"s3:A",\r\n\t\t\t"s3:B"');
  assert.equal(doing(text, add, 0, "Action", ["s3:B"]), expected);
  assert.equal(doing(expected, remove, 0, "Action", ["s3:B"]), text);
});

test("one value becomes a list with the second, and stays one", () => {
  const text = policy('{"Action":"s3:A"}');
  const two = doing(text, add, 0, "Action", ["s3:B"]);
  assert.equal(two, policy('{"Action":["s3:A", "s3:B"]}'));
  assert.equal(doing(two, remove, 0, "Action", ["s3:B"]), policy('{"Action":["s3:A"]}'));
});

test("the last value leaves an empty list, whatever it stood in", () => {
  assert.equal(doing(policy('{"Action":"s3:A"}'), remove, 0, "Action", ["s3:A"]), policy('{"Action":[]}'));
  const spread = policy('{"Action":[\n  "s3:A"\n]}');
  assert.equal(doing(spread, remove, 0, "Action", ["s3:A"]), policy('{"Action":[]}'));
});

test("several values go at once, from any place", () => {
  const text = policy('{"Action":["a:1", "a:2", "a:3",\n"a:4", "a:5"]}');
  assert.equal(doing(text, remove, 0, "Action", ["a:1", "a:2", "a:5"]), policy('{"Action":["a:3",\n"a:4"]}'));
  assert.equal(doing(text, remove, 0, "Action", ["a:1", "a:3", "a:4"]), policy('{"Action":["a:2", "a:5"]}'));
});

test("what is there already is not added again", () => {
  const text = policy('{"Action":["s3:A"]}');
  assert.equal(doing(text, add, 0, "Action", ["s3:A"]), text);
});

test("a wildcard is expanded in its place", () => {
  const text = policy('{"Action":["s3:A", "s3:G*", "s3:Z"]}');
  const done = doing(text, exchangeValue, 0, "Action", "s3:G*", ["s3:G1", "s3:Z", "s3:G2"]);
  assert.equal(done, policy('{"Action":["s3:A", "s3:G1", "s3:G2", "s3:Z"]}'));
});

test("a negation renames the element and touches nothing else", () => {
  const text = policy('{"Action" : ["s3:A"]}');
  const not = doing(text, negate, 0, "Action", true);
  assert.equal(not, text.replace('"Action"', '"NotAction"'));
  assert.equal(doing(not, negate, 0, "Action", false), text);
});

test("a missing element is added as its neighbours are laid out", () => {
  const text = '{\n    "Statement": [\n        {\n            "Effect": "Allow"\n        }\n    ]\n}\n';
  const done = doing(text, add, 0, "Action", ["s3:A", "s3:B"]);
  const list = '"Action": [\n                "s3:A",\n                "s3:B"\n            ]';
  assert.equal(done, text.replace('"Allow"', `"Allow",\n            ${list}`));
});

test("a name comes first, and goes without a trace", () => {
  const text = policy('{"Effect": "Allow"}');
  const named = doing(text, setSid, 0, "ReadAll");
  assert.equal(named, policy('{"Sid": "ReadAll", "Effect": "Allow"}'));
  assert.equal(doing(named, setSid, 0, ""), text);
});

test("a statement without a list gets one with the second", () => {
  const text = '{"Statement": {"Effect": "Allow"}}';
  const two = doing(text, addStatements, [{ Effect: "Deny" }]);
  assert.equal(project(two).statements.length, 2);
  assert.ok(two.startsWith('{"Statement": [{"Effect": "Allow"}, {"Effect"'), two);
  assert.equal(doing(two, removeStatement, 1), '{"Statement": [{"Effect": "Allow"}]}');
  assert.equal(doing(text, removeStatement, 0), '{"Statement": []}');
});

test("statements come and go where there is none", () => {
  const text = '{\n  "Version": "2012-10-17",\n  "Statement": []\n}';
  const done = doing(text, addStatements, [{ Effect: "Allow" }]);
  assert.equal(done, text.replace("[]", '[\n    {\n      "Effect": "Allow"\n    }\n  ]'));
  assert.equal(doing('{"Version": "2012-10-17"}', addStatements, [{}]).includes('"Statement": [{}]'), true);
});

test("a copy gets a name of its own and keeps everything else", () => {
  const text = policy('{"Sid": "A1",  "Odd": [1]},\n{"Sid": "A2"}');
  const expected = '{"Sid": "A1",  "Odd": [1]},\n{"Sid": "A3",  "Odd": [1]},\n{"Sid": "A2"}';
  assert.equal(doing(text, duplicateStatement, 0), policy(expected));
});

test("statements change places with what stands between them kept", () => {
  const text = policy(' {"Sid": "A"} ,\n\n {"Sid": "Bee"} ');
  assert.equal(doing(text, moveStatement, 0, 1), policy(' {"Sid": "Bee"} ,\n\n {"Sid": "A"} '));
  assert.equal(doing(text, moveStatement, 0, -1), text);
});

test("a statement moves over several, and those between close up", () => {
  const [one, two, three, four] = ['{"Sid": "A",\t"Odd": [1]}', '{\r\n"Sid":"Bee"}', '{"Sid": "C"}', '{"Sid" : "D"}'];
  const of = (...order) => policy(` ${order[0]} ,\n\n${order[1]},${order[2]}\r\n, ${order[3]}\t`);
  const text = of(one, two, three, four);
  assert.equal(doing(text, moveStatement, 0, 3), of(two, three, four, one));
  assert.equal(doing(text, moveStatement, 3, -2), of(one, four, two, three));
  assert.equal(doing(doing(text, moveStatement, 1, 2), moveStatement, 3, -2), text);
  for (const by of [0, 4, -1]) assert.equal(doing(text, moveStatement, 0, by), text);
});

test("a statement that stands without a list has nowhere to move", () => {
  const text = '{"Statement": {"Sid": "A"}}';
  for (const by of [-1, 0, 1]) assert.equal(doing(text, moveStatement, 0, by), text);
});

test("a condition comes and goes with its block", () => {
  const text = policy('{"Effect": "Allow"}');
  const given = [0, "Bool", "aws:MultiFactorAuthPresent"];
  const one = doing(text, conditions.addCondition, ...given, "true");
  assert.equal(one, policy('{"Effect": "Allow", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}'));
  assert.equal(doing(one, conditions.removeCondition, ...given), text);
  const two = doing(one, conditions.addCondition, 0, "Bool", "aws:SecureTransport", "true");
  assert.equal(doing(two, conditions.removeCondition, 0, "Bool", "aws:SecureTransport"), one);
});

test("numbers and booleans keep their type, as long as they can", () => {
  const text = policy('{"Condition": {"NumericLessThan": {"a:b": [1, "2", true]}}}');
  const set = (place, value) => doing(text, conditions.setConditionValue, 0, "NumericLessThan", "a:b", place, value);
  assert.ok(set(0, "30").includes('[30, "2", true]'));
  assert.ok(set(1, "30").includes('[1, "30", true]'));
  assert.ok(set(2, "false").includes('[1, "2", false]'));
  assert.ok(set(0, "many").includes('["many", "2", true]'));
});

test("another operator is another name, and values move untouched where it is shared", () => {
  const alone = policy('{"Condition": {"Bool" : {"a:b": true}}}');
  assert.equal(doing(alone, conditions.setOperator, 0, "Bool", "a:b", "BoolIfExists"), alone.replace('"Bool"', '"BoolIfExists"'));
  const shared = policy('{"Condition": {"StringEquals": {"a:b": ["x"], "a:c": "y"}}}');
  const moved = doing(shared, conditions.setOperator, 0, "StringEquals", "a:b", "StringLike");
  assert.equal(moved, policy('{"Condition": {"StringEquals": {"a:c": "y"}, "StringLike": {"a:b": ["x"]}}}'));
  const taken = policy('{"Condition": {"Bool": {"a:b": true}, "Null": {"a:b": true}}}');
  assert.equal(doing(taken, conditions.setOperator, 0, "Bool", "a:b", "Null"), taken);
});

test("an operator is taken apart and put together", () => {
  for (const text of ["Bool", "ForAllValues:StringLikeIfExists", "ForAnyValue:ArnEquals", "Null", "odd"]) {
    assert.equal(conditions.operatorText(conditions.operatorParts(text)), text);
  }
});

test("principals are added by kind; only the last of all leaves a list behind", () => {
  const text = policy('{"Effect": "Allow", "Principal": {"AWS": "111122223333"}}');
  const both = doing(text, addPrincipal, 0, "Service", "ec2.amazonaws.com");
  assert.equal(both, text.replace('"111122223333"', '"111122223333", "Service": "ec2.amazonaws.com"'));
  assert.equal(doing(both, removePrincipal, 0, "Service", 0), text);
  assert.equal(doing(text, removePrincipal, 0, "AWS", 0), text.replace('"111122223333"', "[]"));
  const anyone = policy('{"Principal": "*"}');
  assert.equal(doing(anyone, addPrincipal, 0, "AWS", "111122223333"), policy('{"Principal": {"AWS": ["*", "111122223333"]}}'));
});

test("what the form does not know is shown as kept, and kept", () => {
  const text = policy('{"Effect": "Allow", "Odd": {"a": [1, null]}, "Action": 7, "Resource": "*"}');
  const view = project(text);
  assert.deepEqual(view.statements[0].kept.map((one) => one.name), ["Odd", "Action"]);
  assert.equal(doing(text, remove, 0, "Resource", ["*"]), text.replace('"*"', "[]"));
});

const LOCKING = {
  "a name used twice": ['{"Statement": [{"Effect": "Allow", "Effect": "Deny"}]}', "DUPLICATE_KEY", 35],
  "a comment": ['{"Statement": [] /* why */}', "JSON_SYNTAX", 17],
  "a comma too many": ['{"Statement": [],}', "JSON_SYNTAX", 17],
  "a byte order mark": ['\ufeff{"Statement": []}', "BOM", 0],
  "half a text": ['{"Statement": [', "JSON_SYNTAX", 15],
  "nothing": ["", "JSON_SYNTAX", 0],
  "a list": ["[]", "NOT_AN_OBJECT", 0],
  "a statement that is none": ['{"Statement": ["x"]}', "STATEMENT", 14],
};
for (const [words, [text, code, offset]] of Object.entries(LOCKING)) {
  test(`${words} locks the form, with its place`, () => {
    const { isOk, problem } = project(text);
    assert.deepEqual([isOk, problem.code, problem.offset], [false, code, offset]);
  });
}

test("twenty thousand broken texts are read or locked, never thrown over", () => {
  const whole = policy('{"Sid": "A", "Action": ["s3:*"], "Condition": {"Bool": {"a:b": true}}}');
  let seed = 7;
  const random = (most) => (seed = (seed * 48271) % 2147483647) % most;
  for (let round = 0; round < 20_000; round += 1) {
    const at = random(whole.length);
    const text = whole.slice(0, at) + '{}[]",: x1\n'[random(11)] + whole.slice(at + random(3));
    const view = project(text);
    for (const { index } of view.statements) apply(text, add(view, index, "Action", ["a:b"]));
  }
});
