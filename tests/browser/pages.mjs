// Opens report pages in Chromium through Playwright. Arguments: the folder that holds node_modules, the browser, the folder of
// pages (run/report.html of a run with three settings, example.html, hostile*.html, large.html). One line a check; exits 1 where
// one fails.
import {createRequire} from 'node:module';
import {pathToFileURL} from 'node:url';
import {readdirSync} from 'node:fs';
import path from 'node:path';

const [modules, executablePath, folder] = process.argv.slice(2);
const {chromium} = createRequire(pathToFileURL(path.join(modules, 'package.json')))('playwright-core');
const address = (page, hash = '') => pathToFileURL(path.join(folder, page)).href + hash;

let failed = 0;
async function check(name, body) {
  try {
    await body();
    console.log('ok      ' + name);
  } catch (error) {
    failed += 1;
    console.log('FAILED  ' + name + ': ' + error.message.split('\n')[0]);
  }
}

function demand(condition, what) {
  if (!condition) throw new Error(what);
}

const browser = await chromium.launch({executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage']});

// A page that remembers what its console said, what it asked the network for, and whether a dialog came up.
async function open(name, hash = '', options = {}) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const trouble = [];
  page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) trouble.push(message.text()); });
  page.on('pageerror', (error) => trouble.push(String(error)));
  page.on('dialog', (dialog) => { trouble.push('dialog ' + dialog.message()); dialog.dismiss(); });
  page.on('request', (request) => { if (!request.url().startsWith('file:')) trouble.push('request ' + request.url()); });
  await page.goto(address(name, hash));
  return {page, trouble, close: () => context.close()};
}

const status = (page) => page.locator('[role=status]').innerText();
const total = async (page) => Number((await status(page)).match(/of (\d+) document/)?.[1] ?? 0);

// Asks until it is so. Playwright's own waiting evaluates strings where it has to wait, which the pages forbid.
async function until(holds) {
  for (const end = Date.now() + 30000; !(await holds());) {
    if (Date.now() > end) throw new Error('waited for 30 seconds');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

await check('the overview of a run is there and its console silent', async () => {
  const {page, trouble, close} = await open('run/report.html');
  demand(await page.locator('.headline').isVisible(), 'no headline');
  demand(await page.locator('table.scores tbody tr').count() > 0, 'no scores');
  demand(await page.locator('table.changes tbody tr').count() > 0, 'no comparison');
  demand(await page.locator('svg[role=img]').count() > 0, 'no picture');
  demand(trouble.length === 0, trouble.join('; '));
  await close();
});

await check('search narrows, a filter narrows further, and both are kept in the address', async () => {
  const {page, trouble, close} = await open('run/report.html');
  const all = await total(page);
  await page.fill('input[type=search]', 'lantern');
  await until(() => page.evaluate(
      (before) => !document.querySelector('[role=status]').innerText.includes('of ' + before + ' '), all));
  const found = await total(page);
  demand(found > 0 && found < all, `${found} of ${all}`);
  demand(page.url().includes('q=lantern'), page.url());
  await page.selectOption('select[name=show]', 'differ');
  demand(await total(page) <= found, 'the filter widened');
  await page.reload();
  demand(await page.inputValue('input[type=search]') === 'lantern', 'the search was forgotten');
  demand(trouble.length === 0, trouble.join('; '));
  await close();
});

await check('a count of flipped documents leads to exactly those', async () => {
  const {page, trouble, close} = await open('run/report.html');
  const cell = page.locator('.changes .flips').first();
  const flips = (await cell.innerText()).match(/\d+/g).map(Number);
  await cell.locator('button').click();
  demand(await total(page) === flips[0] + flips[1], `${await status(page)} for ${flips}`);
  demand(page.url().includes('show=flipped'), page.url());
  demand(trouble.length === 0, trouble.join('; '));
  await close();
});

await check('a deep link opens its document, with differing words marked', async () => {
  const {page, trouble, close} = await open('run/report.html', '#task=goes_on&doc=3');
  const card = page.locator('[id="task=goes_on&doc=3"]');
  demand(await card.getAttribute('open') !== null, 'the card is closed');
  demand(await card.locator('.answer').count() === 3, 'not one answer a setting');
  demand(await card.locator('mark').count() > 0, 'nothing is marked');
  demand((await card.innerText()).includes('diverges from greedy at token'), 'the first differing token is not named');
  demand(trouble.length === 0, trouble.join('; '));
  await close();
});

await check('token probabilities are shaded on demand, and open cards stay open', async () => {
  const {page, trouble, close} = await open('run/report.html');
  // A document whose answer is text; tiny models often say bytes that are none.
  const id = await page.evaluate(() => JSON.parse(document.getElementById('data').textContent).tasks
    .find((task) => task.name === 'goes_on').docs.find((doc) => doc[5].some((entry) => entry && entry.w))[0]);
  await page.evaluate((doc) => { location.hash = '#task=goes_on&doc=' + doc; }, id);
  await page.locator('.doc[open] .body').waitFor();
  await page.selectOption('select[name=shade]', '1');
  await page.locator('.doc[open] .shaded span').first().waitFor();
  demand(trouble.length === 0, trouble.join('; '));
  await close();
});

await check('everything works by keyboard', async () => {
  const {page, trouble, close} = await open('run/report.html');
  await page.locator('.doc summary').first().focus();
  await page.keyboard.press('Enter');
  await page.locator('.doc[open] .body').waitFor();
  await page.locator('.scores th button').first().focus();
  await page.keyboard.press('Enter');
  demand(await page.locator('th[aria-sort=descending]').count() === 1, 'Enter does not sort');
  demand(trouble.length === 0, trouble.join('; '));
  await close();
});

await check('without a script the tables, pictures and first samples are there', async () => {
  const {page, close} = await open('run/report.html', '', {javaScriptEnabled: false});
  for (const selector of ['.headline', 'table.scores', 'table.changes', 'svg[role=img]', '.doc summary', '#facts']) {
    demand(await page.locator(selector).first().isVisible(), selector);
  }
  await page.locator('.doc summary').first().click();
  demand(await page.locator('.doc .body').first().isVisible(), 'a card does not open');
  await close();
});

await check('a sweep is a row a setting, charts with labels that do not overlap, and sorts by a column', async () => {
  const {page, trouble, close} = await open('sweep/report.html');
  demand(await page.locator('#scores .arms').first().locator('tbody tr').count() === 5, 'not a row a setting');
  demand((await page.locator('#scores').innerText()).includes('T 0.8'), 'no short label');
  demand(await page.locator('#pictures figure svg .seed').count() > 0, 'no seeds');
  const overlaps = await page.evaluate(() => [...document.querySelectorAll('figure svg')].some((svg) => {
    const boxes = [...svg.querySelectorAll('text.label, text.tick')].map((text) => text.getBoundingClientRect());
    return boxes.some((a, i) => boxes.slice(i + 1).some((b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 3 && b.top < a.bottom - 3));
  }));
  demand(!overlaps, 'labels overlap');
  await page.locator('#scores .arms thead button').first().click();
  const values = await page.locator('#scores .arms').first().locator('tbody tr td:nth-child(2) .value').allInnerTexts();
  demand(values.map(parseFloat).every((value, i, all) => i === 0 || all[i - 1] >= value), 'not sorted: ' + values);
  demand(trouble.length === 0, trouble.join('; '));
  await close();
});

await check('a part of the breakdown leads to its documents, and the address keeps the column', async () => {
  const {page, trouble, close} = await open('sweep/report.html');
  const link = page.locator('#breakdown tbody th a').first();
  const count = Number(await page.locator('#breakdown tbody tr').first().locator('.count').innerText());
  await link.click();
  await until(async () => await total(page) === count);
  demand(page.url().includes('col='), page.url());
  await page.reload();
  demand(await total(page) === count, await status(page));
  demand(trouble.length === 0, trouble.join('; '));
  await close();
});

await check('documents open one after the other by j and k, and show their row as JSON', async () => {
  const {page, trouble, close} = await open('run/report.html');
  await page.locator('.doc summary').first().focus();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  demand(await page.locator('.doc').nth(1).getAttribute('open') !== null, 'the second is closed');
  demand(await page.locator('.doc[open]').count() === 1, 'several are open');
  await page.keyboard.press('k');
  demand(await page.locator('.doc').nth(0).getAttribute('open') !== null, 'the first is closed');
  await page.locator('.doc[open] .row summary').click();
  await page.locator('.doc[open] .row pre').waitFor();
  const row = JSON.parse(await page.locator('.doc[open] .row pre').innerText());
  demand(row.runs.length === 3 && typeof row.document === 'number', JSON.stringify(row).slice(0, 80));
  await page.fill('input[type=search]', 'j');
  demand(await page.inputValue('input[type=search]') === 'j', 'j cannot be searched for');
  demand(trouble.length === 0, trouble.join('; '));
  await close();
});

await check('axe finds nothing serious', async () => {
  const axe = createRequire(pathToFileURL(path.join(modules, 'package.json')))('axe-core');
  for (const name of ['run/report.html', 'sweep/report.html', 'example.html']) {
    for (const colorScheme of ['light', 'dark']) {
      const {page, close} = await open(name, '', {bypassCSP: true, colorScheme});
      await page.locator('.doc summary').first().click();
      await page.evaluate(axe.source);
      const found = await page.evaluate(() => axe.run().then(({violations}) => violations
        .filter((one) => ['serious', 'critical'].includes(one.impact)).map((one) => one.id + ' at ' + one.nodes[0].target.join(' ') + ' (' + one.nodes.length + ')')));
      demand(found.length === 0, name + ' ' + colorScheme + ': ' + found.join('; '));
      await close();
    }
  }
});

await check('a narrow page does not scroll sideways, and print hides the controls', async () => {
  for (const name of ['run/report.html', 'sweep/report.html', 'example.html']) {
    const {page, close} = await open(name, '', {viewport: {width: 360, height: 800}});
    const [inner, width] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    demand(inner <= width, `${name}: ${inner} wide on ${width}`);
    await page.emulateMedia({media: 'print'});
    demand(!(await page.locator('.controls').isVisible()), 'controls on paper');
    await close();
  }
});

await check('hostile texts in every field run nothing', async () => {
  for (const hash of ['', '#q=script', '#show=failed']) {
    const {page, trouble, close} = await open('hostile.html', hash);
    for (const summary of (await page.locator('.doc > summary').all()).slice(0, 12)) await summary.click();
    demand(trouble.length === 0, trouble.join('; '));
    demand(await page.locator('script').count() === 2, 'a script came in');
    await close();
  }
});

// Some pages of twenty texts, each text in every field of a task and of a run.
const sets = readdirSync(folder).filter((name) => /^hostile-\d+\.html$/.test(name));
await check(`two hundred hostile texts, each in every field, on ${sets.length} pages run nothing`, async () => {
  let texts = 0;
  for (const name of sets) {
    const {page, trouble, close} = await open(name);
    const {tasks, runs} = await page.evaluate(() => JSON.parse(document.getElementById('data').textContent));
    texts += runs.length;
    demand(await total(page) === 2 * tasks.length, name + ': ' + await status(page));
    for (let turned = false; ; turned = true) {
      if (turned) await page.locator('.pager button', {hasText: 'Next'}).click();
      await page.evaluate(() => document.querySelectorAll('details').forEach((node) => { node.open = true; }));
      await until(() => page.evaluate(() => [...document.querySelectorAll('.doc')].every((node) => node.querySelector('.body'))));
      if (await page.locator('.pager button', {hasText: 'Next'}).isDisabled()) break;
    }
    for (const task of tasks.slice(0, 5)) {
      await page.evaluate((hash) => { location.hash = hash; }, '#task=' + encodeURIComponent(task.name) + '&doc=1');
      await until(() => page.evaluate(() => document.querySelector('.doc[open] .failure') !== null));
    }
    demand(await page.locator('script').count() === 2, name + ': a script came in');
    demand(await page.locator('img, iframe, object, link, base, form[action], video, source').count() === 0, name + ': an element came in');
    demand(await page.evaluate(() => [...document.querySelectorAll('*')].every((node) =>
      [...node.attributes].every(({name}) => !name.startsWith('on')))), name + ': a handler came in');
    demand(trouble.length === 0, name + ': ' + trouble.join('; '));
    await close();
    const still = await open(name, '', {javaScriptEnabled: false});
    demand(still.trouble.length === 0, name + ' without a script: ' + still.trouble.join('; '));
    await still.close();
  }
  demand(texts >= 200, texts + ' texts');
  console.log(`figure  ${texts} hostile texts`);
});

await check('the model filter keeps the runs of one model', async () => {
  const {page, trouble, close} = await open('example.html');
  const models = await page.evaluate(() => JSON.parse(document.getElementById('data').textContent).models);
  demand(!(await page.locator('select[name=with]').isVisible()), 'the second run is asked for before it matters');
  await page.selectOption('select[name=model]', '1');
  demand(page.url().includes('model=1'), page.url());
  await page.locator('.doc summary').first().click();
  await page.locator('.doc[open] .body').waitFor();
  demand(await page.locator('.doc[open]').first().locator('.answer').count() < models.length, 'all answers are there');
  demand(trouble.length === 0, trouble.join('; '));
  await close();
});

await check('ten thousand samples open and filter', async () => {
  const {page, trouble, close} = await open('large.html');
  await until(() => page.evaluate(() => performance.getEntriesByName('first-contentful-paint').length > 0));
  const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0].startTime);
  const filter = await page.evaluate(() => {
    const box = document.querySelector('select[name=show]');
    const start = performance.now();
    box.value = 'right';
    box.dispatchEvent(new Event('change'));
    return performance.now() - start;
  });
  demand(await total(page) === 3334, await status(page));
  console.log(`figure  10,000 samples: first paint ${paint.toFixed(0)} ms, a filter ${filter.toFixed(0)} ms`);
  demand(trouble.length === 0, trouble.join('; '));
  await close();
});

await browser.close();
process.exit(failed === 0 ? 0 : 1);
