import assert from 'node:assert/strict';
import {test} from 'node:test';
import {doc, pageScript, task} from './page_script.mjs';

function metaOf(entry, part = {}, choices = []) {
  const {documents, metaLine} = pageScript({runs: ['first', 'second'], tasks: [task([[0, -1, 'Q', [], choices, [{s: [0], a: []}, entry]]], part)]});
  return metaLine(documents[0], documents[0].runs[1]);
}

test('the line under an answer tells its scores, its end and its tokens', () => {
  assert.equal(metaOf({s: [1], a: [['x', 'length', 5]], c: 20}), 'exact_match 1 \u00B7 stopped at the token limit \u00B7 20 prompt tokens + 5');
  assert.equal(metaOf({s: [0.25, null], a: [['x', 'until', 5]]}, {metrics: [['f1', 'first_line'], ['em', '']]}),
    'f1 (first_line) 0.250 \u00B7 stopped at a stop string \u00B7 5 tokens');
});

test('a value that is not the metric itself has its own name', () => {
  assert.equal(metaOf({s: [-5.028]}, {metrics: [['perplexity', '', 'ln p']]}), 'ln p \u22125.028');
});

test('it tells where the run leaves the first one, and what was cut', () => {
  assert.equal(metaOf({s: [null], d: [3, ' dog', ''], t: 7}),
    'diverges from first at token 3: \u201C dog\u201D where it ends \u00B7 prompt cut by 7 tokens');
});

test('of a continuation it tells whether it is what the model would have said', () => {
  const choice = [['', 'yes', 1]];
  assert.equal(metaOf({s: [null], l: [-1], g: 1}, {}, choice), "the model's own first choice");
  assert.equal(metaOf({s: [null], l: [-1]}, {}, choice), "not the model's first choice");
});

test('of a whole text it tells the probability', () => {
  assert.equal(metaOf({s: [null], p: -12.5, n: 9}), 'ln p \u221212.500 \u00B7 9 tokens');
});

test('the address of a document escapes the name of its task', () => {
  const {documents, addressOf} = pageScript({runs: ['a'], tasks: [task([doc(3, [{s: [1]}])], {name: 'a&b=<c>'})]});
  assert.equal(addressOf(documents[0]), 'task=a%26b%3D%3Cc%3E&doc=3');
});
