import assert from 'node:assert/strict';
import {test} from 'node:test';
import {doc, pageScript, task} from './page_script.mjs';

const {excerpt, shadeOf} = pageScript({runs: ['a'], tasks: []});

test('a short prompt is shown on one line', () => {
  assert.equal(excerpt('  What is\n\nthis? '), 'What is this?');
  assert.equal(excerpt('x'.repeat(100)), 'x'.repeat(100));
});

test('of a long prompt the last whole words are shown', () => {
  const end = ' ' + 'word '.repeat(19).trim();  // 95 characters
  assert.equal(excerpt('beginning of all ' + 'y'.repeat(30) + end), '\u2026\u2009' + end.trim());
});

test('a character outside of the basic plane is one character', () => {
  assert.equal(excerpt('\u{1F600}'.repeat(100)), '\u{1F600}'.repeat(100));
});

test('what a run said is its first answer or its likeliest choice', () => {
  const saidOf = (entry, choices = []) => {
    const {documents, said} = pageScript({runs: ['a'], tasks: [task([[0, -1, 'Q', [], choices, [entry]]])]});
    return said(documents[0]);
  };
  assert.equal(saidOf({s: [1], a: [['one\ntwo', 'eos', 2], ['other', 'eos', 1]]}), 'one two');
  assert.equal(saidOf({s: [1], a: [['z'.repeat(61), 'eos', 2]]}), 'z'.repeat(60) + '\u2026');
  assert.equal(saidOf({s: [1], l: [-2, -1], b: 1}, [['', 'yes', 1], ['', 'no', 0]]), 'no');
  assert.equal(saidOf({s: [1], l: [-1, -2]}, [['', 'yes', 1], ['', 'no', 0]]), 'yes');
  assert.equal(saidOf({s: [1], p: -12}), '');
});

test('a token is shaded by its probability: 0.9, 0.5, 0.1 and 0.01 are the borders', () => {
  assert.deepEqual([0.95, 0.6, 0.2, 0.05, 0.001].map((p) => shadeOf(Math.log(p))), [0, 1, 2, 3, 4]);
});
