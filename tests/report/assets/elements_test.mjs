import assert from 'node:assert/strict';
import {test} from 'node:test';
import {pageScript} from './page_script.mjs';

const {number, score, columnScore} = pageScript({runs: ['a'], tasks: []});

test('a number has its decimals and a true minus sign', () => {
  assert.equal(number(0.5, 3), '0.500');
  assert.equal(number(-2.25, 1), '\u22122.3');
  assert.equal(number(12, 0), '12');
});

test('from a thousand on one decimal is enough', () => {
  assert.equal(number(999.9999, 3), '1000.000');
  assert.equal(number(1000, 3), '1000.0');
  assert.equal(number(-4321.06, 3), '\u22124321.1');
  assert.equal(number(4321.06, 0), '4321');
});

test('a score shows decimals only where it has some', () => {
  assert.equal(score(1), '1');
  assert.equal(score(0.3333), '0.333');
});

test('a column of scores keeps three decimals below ten', () => {
  assert.equal(columnScore(1), '1.000');
  assert.equal(columnScore(-9.9), '\u22129.900');
  assert.equal(columnScore(31.25), '31.3');
});
