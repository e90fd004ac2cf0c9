// One card a document, the same that the page holds without a script. Texts only ever become text nodes.

const data = JSON.parse(document.getElementById('data').textContent);
const severalRuns = data.runs.length > 1;

function el(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

function number(value, decimals) {
  const text = Math.abs(value) >= 1000 ? value.toFixed(Math.min(decimals, 1)) : value.toFixed(decimals);
  return text.replace('-', '\u2212');
}

const score = (value) => number(value, Number.isInteger(value) ? 0 : 3);
const columnScore = (value) => number(value, Math.abs(value) < 10 ? 3 : 1);
const stopLabels = {eos: 'the end of text', until: 'a stop string', length: 'the token limit'};
