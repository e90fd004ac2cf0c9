import assert from 'node:assert/strict';
import {test} from 'node:test';
import {doc, ids, pageScript, task} from './page_script.mjs';

const answer = (text, score, stop = 'eos') => ({s: [score], a: [[text, stop, 1]]});

// Two runs of one model and one of another.
const data = {
  runs: ['a', 'b', 'c'], models: ['small', 'large'], of: [0, 0, 1],
  tasks: [
    task([
      doc(0, [answer('Paris', 1), answer('paris', 1), answer('PARIS', 1)]),
      doc(1, [answer('Rome', 0), answer('Rom', 1), answer('Milan', 0)]),
      doc(2, [{s: [null], x: ['token 3 is not finite']}, answer('Oslo', 0), answer('Oslo', 0)]),
      doc(3, [{...answer('Bern', 0, 'length'), h: ['cut']}, answer('Bern', 0), 0]),
    ]),
    task([[0, -1, 'Another \u00C9lodie', ['reference'], [['Lead', ' choice', 1]], [{s: [0.5], t: 4, h: ['truncated']}, {s: [0.25]}, {s: [0.75]}]]],
      {name: 'other', verdict: -1}),
  ],
};

function shown(view) {
  const script = pageScript(data);
  script.set(view);
  return script.shownDocuments().map((one) => one.task.name + one.id);
}

test('without a wish everything is shown as in the data', () => {
  assert.deepEqual(shown({}), ['qa0', 'qa1', 'qa2', 'qa3', 'other0']);
});

test('a task, a model and a run narrow what is shown', () => {
  assert.deepEqual(shown({task: 'other'}), ['other0']);
  assert.deepEqual(shown({model: '1'}), ['qa0', 'qa1', 'qa2', 'other0']);
  assert.deepEqual(shown({run: '2', show: 'right'}), ['qa0']);
  assert.deepEqual(shown({run: '1', show: 'right'}), ['qa0', 'qa1']);
});

test('right, wrong and failed ask whether any run is so', () => {
  assert.deepEqual(shown({show: 'right'}), ['qa0', 'qa1']);
  assert.deepEqual(shown({show: 'wrong'}), ['qa1', 'qa2', 'qa3']);
  assert.deepEqual(shown({show: 'failed'}), ['qa2']);
  assert.deepEqual(shown({show: 'failed', model: '1'}), []);
});

test('each kind of trouble can be asked for', () => {
  assert.deepEqual(shown({show: 'cut'}), ['qa3']);
  assert.deepEqual(shown({show: 'truncated'}), ['other0']);
  assert.deepEqual(shown({show: 'empty'}), []);
});

test('runs differ where their verdicts or first scores do, among the model asked for', () => {
  assert.deepEqual(shown({show: 'differ'}), ['qa1', 'qa2', 'qa3', 'other0']);
  assert.deepEqual(shown({show: 'differ', model: '1'}), []);
});

test('a document flipped where both runs have the metric and differ', () => {
  assert.deepEqual(shown({show: 'flipped', run: '0', with: '1'}), ['qa1', 'other0']);
  assert.deepEqual(shown({show: 'flipped', run: '0', with: '2'}), ['other0']);
  assert.deepEqual(shown({show: 'flipped', run: '0', with: '1', metric: '1'}), []);
});

test('a search reads prompts, references, choices, answers and failures, whatever the case', () => {
  assert.deepEqual(shown({q: ' paris '}), ['qa0']);
  assert.deepEqual(shown({q: '\u00C9LODIE'}), ['other0']);
  assert.deepEqual(shown({q: 'REFERENCE'}), ['other0']);
  assert.deepEqual(shown({q: 'lead choice'}), ['other0']);
  assert.deepEqual(shown({q: 'not finite'}), ['qa2']);
  assert.deepEqual(shown({q: 'prompt 3'}), ['qa3']);
  assert.deepEqual(shown({q: 'nowhere'}), []);
});

test('the order is by the mean of the first score over the runs asked for, what has none last', () => {
  assert.deepEqual(shown({task: 'qa', run: '1', sort: 'high'}), ['qa0', 'qa1', 'qa2', 'qa3']);
  assert.deepEqual(shown({task: 'qa', run: '0', sort: 'low'}), ['qa1', 'qa3', 'qa0', 'qa2']);
  assert.deepEqual(shown({task: 'qa', run: '0', sort: 'high'}), ['qa0', 'qa1', 'qa3', 'qa2']);
  const script = pageScript(data);
  assert.equal(script.sortKey(script.documents[4]), 0.5);
  assert.deepEqual(ids(script.shownDocuments()).length, 5);
});
