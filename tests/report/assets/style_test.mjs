import assert from 'node:assert/strict';
import {test} from 'node:test';
import {parseCss} from './css.mjs';
import {asset} from './page_script.mjs';

const style = asset('page.css');
const rules = parseCss(style);
const colours = (selector) => Object.fromEntries(rules.filter((rule) => rule.selector === selector).flatMap((rule) => rule.declarations)
  .filter(([property]) => property.startsWith('--')));

test('the parser understands rules, media and strings', () => {
  assert.deepEqual(parseCss('a, b { x: "}" ; --y: f(1; 2) }\n@media print { /* } */ c { z: 1; } }'.replace('1; 2', '1, 2')), [
    {condition: '', selector: 'a, b', declarations: [['x', '"}"'], ['--y', 'f(1, 2)']]},
    {condition: 'print', selector: 'c', declarations: [['z', '1']]},
  ]);
});

test('the parser names the line of what is wrong', () => {
  for (const [text, message] of [
    ['a { b: c;\n', /line 2: the end of the file/], ['a { b: c; }\n}', /line 2: a '}' too many/], ['@media x { a { b: c }', /too few/],
    ['a {\n b c; }', /line 2: 'b c' has no value/], ['a { b: ; }', /'b' has no value/], ['a { 1b: c }', /'1b' is no property/],
    ['a { b: "c }', /the string does not end/], ['a /* {', /the end of the file|the comment/], ['a { b: c) }', /'\)' where none may stand/],
    ['{ a: b }', /without a selector/], ['@import "x";', /has no block/],
  ]) assert.throws(() => parseCss(text), message, text);
});

test('the style parses, and every rule says something', () => {
  assert.ok(rules.length > 150);
  for (const rule of rules) assert.ok(rule.declarations.length > 0, rule.selector);
});

test('every variable that is used without a fallback is set', () => {
  const set = new Set(rules.flatMap((rule) => rule.declarations).map(([property]) => property).filter((name) => name.startsWith('--')));
  const used = [...style.matchAll(/var\((--[\w-]+)\)/g)].map((match) => match[1]);
  assert.ok(used.length > 50);
  assert.deepEqual(used.filter((name) => !set.has(name)), []);
});

test('dark by choice looks like dark by the system, and sets what light sets', () => {
  const dark = colours(':root[data-theme=dark]');
  assert.deepEqual(dark, colours(':root:not([data-theme=light])'));
  assert.deepEqual(Object.keys(dark).sort(), Object.keys(colours(':root')).sort());
});

test('the style fetches nothing and cannot end its element', () => {
  assert.doesNotMatch(style, /url\(|@import|@font-face|<\//);
});
