import assert from 'node:assert/strict';
import {test} from 'node:test';
import {doc, pageScript, task} from './page_script.mjs';

test('a document has names for its fields and the examples that stand before it', () => {
  const {documents} = pageScript({runs: ['a'], tasks: [
    task([[7, 0, 'Q', ['ref'], [['', 'yes', 1]], [{s: [1]}]], doc(8, [{s: [1]}])], {starts: ['Example\n\n']})]});
  assert.equal(documents.length, 2);
  const [first, second] = documents;
  assert.deepEqual([first.id, first.start, first.prompt, first.references, first.choices],
    [7, 'Example\n\n', 'Q', ['ref'], [['', 'yes', 1]]]);
  assert.equal(first.task.title, 'Questions');
  assert.equal(second.start, '');
});

test('the verdict is that of the metric which tells right from wrong', () => {
  const entries = [{s: [0.3, 1]}, {s: [0.9, 0]}, {s: [0.5, null]}, {s: [null, null], x: ['no logits']}, 0];
  const {documents, statusOf} = pageScript({runs: ['a', 'b', 'c', 'd', 'e'], tasks: [
    task([doc(0, entries)], {metrics: [['rouge1', ''], ['exact_match', '']], verdict: 1})]});
  assert.deepEqual(entries.map((_, run) => statusOf(documents[0], run)), ['right', 'wrong', 'scored', 'failed', 'absent']);
});

test('without such a metric an answer is merely scored', () => {
  const {documents, statusOf} = pageScript({runs: ['a'], tasks: [task([doc(0, [{s: [1]}])], {verdict: -1})]});
  assert.equal(statusOf(documents[0], 0), 'scored');
});
