import assert from 'node:assert/strict';
import {test} from 'node:test';
import {pageScript} from './page_script.mjs';

const {wordsOf, changedWords} = pageScript({runs: ['a'], tasks: []});
const changed = (base, own) => [...changedWords(wordsOf(base), wordsOf(own))].map((i) => wordsOf(own)[i]);

test('words and the spaces between them make up the text', () => {
  assert.deepEqual(wordsOf('a  b\nc'), ['a', '  ', 'b', '\n', 'c']);
  assert.deepEqual(wordsOf(''), []);
  assert.equal(wordsOf('a '.repeat(1000)).length, 800);
});

test('only what the base does not say in this order is changed', () => {
  assert.deepEqual(changed('the cat sat', 'the cat sat'), []);
  assert.deepEqual(changed('the cat sat', 'the dog sat'), ['dog']);
  assert.deepEqual(changed('the cat', 'the cat sat'), [' ', 'sat']);
  assert.deepEqual(changed('the cat sat', 'sat'), []);
  assert.deepEqual(changed('', 'new'), ['new']);
});
