import assert from 'node:assert/strict';
import {test} from 'node:test';
import vm from 'node:vm';
import {asset, assetNames} from './page_script.mjs';

test('each part parses by itself', () => {
  for (const name of assetNames('.js')) assert.doesNotThrow(() => new vm.Script(asset(name), {filename: name}), name);
  assert.throws(() => new vm.Script(asset('cards.js').replace('}', '')), SyntaxError);
});

test('all parts fit into one strict scope: no name stands for two things', () => {
  const all = assetNames('.js').map(asset).join('\n');
  assert.doesNotThrow(() => new vm.Script("'use strict';\n(() => {\n" + all + '})();'));
  const twice = asset('elements.js') + asset('elements.js');
  assert.throws(() => new vm.Script("'use strict';\n(() => {\n" + twice + '})();'), SyntaxError);
});

test('no part writes markup, evaluates text, fetches, or ends the element that it stands in', () => {
  for (const name of assetNames('.js')) {
    const found = asset(name).match(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|fetch\(|<\/script|<!--/g);
    // The copy that `view` serves alone asks its server whether the run went on.
    assert.deepEqual(found ?? [], name === 'live.js' ? ['fetch('] : [], name);
  }
});

test('a part begins and ends as the page joins it: no empty line at its edges, no blanks at the ends of lines', () => {
  for (const name of [...assetNames('.js'), ...assetNames('.css')]) {
    const text = asset(name);
    assert.match(text, /^\S/, name);
    assert.match(text, /\S\n$/, name);
    assert.doesNotMatch(text, /[ \t]\n|\t|\r/, name);
  }
});
