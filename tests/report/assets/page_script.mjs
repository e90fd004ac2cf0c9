// The page's script without a page: its parts in the one scope that they share there, up to where they reach for the page.
import {readFileSync, readdirSync} from 'node:fs';

const folder = new URL('../../../src/report/assets/', import.meta.url);

export const assetNames = (end) => readdirSync(folder).filter((name) => name.endsWith(end)).sort();
export const asset = (name) => readFileSync(new URL(name, folder), 'utf8');

const parts = ['elements', 'documents', 'excerpts', 'changed_words', 'actions', 'cards', 'orders', 'selection'];
const functions = ['number', 'score', 'columnScore', 'documents', 'statusOf', 'excerpt', 'said', 'shadeOf', 'wordsOf', 'changedWords',
  'metaLine', 'addressOf', 'isShown', 'sortKey', 'shownDocuments', 'rowOf', 'explainCommand', 'againCommand', 'expected', 'marksOf'];

// The script's functions over this data, and set(), which asks for a view as the controls do.
export function pageScript(data) {
  const source = parts.map((name) => asset(name + '.js')).join('\n');
  const made = 'return {' + functions.join(', ') + ', set: (part) => { state = {...plain, ...part}; }};';
  return new Function('document', "'use strict';\n" + source + made)({getElementById: () => ({textContent: JSON.stringify(data)}), addEventListener: () => {}});
}

// One task of the form that src/report/html/sample_data.cpp describes. docs: [doc].
export const task = (docs, part = {}) => ({name: 'qa', title: 'Questions', metrics: [['exact_match', '']], verdict: 0, starts: [], docs,
  ...part});

// A document with an entry a run. Entries: see sample_data.cpp.
export const doc = (id, runs, prompt = 'Prompt ' + id) => [id, -1, prompt, [], [], runs];

export const ids = (documents) => documents.map((one) => one.id);
