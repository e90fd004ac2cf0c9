// Enough of CSS's grammar to find what a browser would pass over in silence: an open brace, string or comment, a declaration
// without a colon, value or known form of a property. Values are taken as they are.

class Reader {
  constructor(text) { this.text = text; this.at = 0; }

  fail(what) {
    throw new Error('line ' + (this.text.slice(0, this.at).split('\n').length) + ': ' + what);
  }

  space() {
    while (true) {
      while (/\s/.test(this.text[this.at] ?? '')) this.at += 1;
      if (!this.text.startsWith('/*', this.at)) return;
      const end = this.text.indexOf('*/', this.at + 2);
      if (end < 0) this.fail('the comment does not end');
      this.at = end + 2;
    }
  }

  // Text up to one of these characters outside of strings and brackets.
  until(ends) {
    const start = this.at;
    const open = [];
    for (; this.at < this.text.length; this.at += 1) {
      const c = this.text[this.at];
      if (open.length === 0 && ends.includes(c)) return this.text.slice(start, this.at).trim();
      if (c === '"' || c === "'") {
        const line = this.text.indexOf('\n', this.at);
        this.at = this.text.indexOf(c, this.at + 1);
        if (this.at < 0 || (line >= 0 && line < this.at)) { this.at = start; this.fail('the string does not end'); }
      } else if (c === '(' || c === '[') open.push(c === '(' ? ')' : ']');
      else if (c === open.at(-1)) open.pop();
      else if ('()[]{};'.includes(c)) this.fail("'" + c + "' where none may stand");
    }
    this.at = start;
    this.fail('the end of the file, where one of ' + ends + ' is missing');
  }

  declarations() {
    const found = [];
    for (this.space(); this.text[this.at] !== '}'; this.space()) {
      const property = this.until(':;}');
      if (this.text[this.at] !== ':') this.fail("'" + property + "' has no value");
      if (!/^(--[\w-]+|-?[a-z][a-z-]*)$/.test(property)) this.fail("'" + property + "' is no property");
      this.at += 1;
      const value = this.until(';}');
      if (value === '') this.fail("'" + property + "' has no value");
      found.push([property, value]);
      if (this.text[this.at] === ';') this.at += 1;
    }
    this.at += 1;
    return found;
  }

  rules(condition, inside) {
    const found = [];
    for (this.space(); this.at < this.text.length && this.text[this.at] !== '}'; this.space()) {
      const selector = this.until('{};');
      if (this.text[this.at] !== '{') this.fail("'" + selector + "' has no block");
      if (selector === '') this.fail('a block without a selector');
      this.at += 1;
      if (!selector.startsWith('@')) found.push({condition, selector, declarations: this.declarations()});
      else if (!selector.startsWith('@media ') || inside) this.fail("'" + selector + "' is not understood here");
      else found.push(...this.rules(selector.slice(7), true));
    }
    if (inside !== (this.text[this.at] === '}')) this.fail("a '}' too " + (inside ? 'few' : 'many'));
    this.at += 1;
    return found;
  }
}

// [{condition of @media or '', selector, declarations: [[property, value]]}]; throws with the line of what is wrong.
export const parseCss = (text) => new Reader(text).rules('', false);
