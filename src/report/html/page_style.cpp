#include <string_view>

#include "report/html/sections.h"

namespace coldread {

// Series colours: Okabe and Ito's hues in a fixed order per run, darker on light paper and lighter on dark where a dot
// would not stand out 3 to 1.
std::string_view page_style() {
  return R"css(
:root {
  color-scheme: light;
  --paper: #fdfcfa; --panel: #f6f4ef; --ink: #1d1d1b; --muted: #65635c; --rule: #dcd8cf; --strong-rule: #8d897e;
  --link: #005a91; --good: #00694c; --bad: #a83e00; --mark: #e8f1f7; --focus: #005a91;
  --c0: #0072b2; --c1: #d55e00; --c2: #009e73; --c3: #b8578f; --c4: #b87700; --c5: #2f8fc4; --c6: #55534d;
}
@media (prefers-color-scheme: dark) {
  :root:not([data-theme=light]) {
    color-scheme: dark;
    --paper: #17181a; --panel: #202225; --ink: #e7e5df; --muted: #a5a39b; --rule: #36383b; --strong-rule: #74726b;
    --link: #7cc0ea; --good: #4cc9a0; --bad: #f09a5e; --mark: #1f3241; --focus: #7cc0ea;
    --c0: #56b4e9; --c1: #e8833a; --c2: #2fb98f; --c3: #cc79a7; --c4: #e69f00; --c5: #8fc7ea; --c6: #bdbab2;
  }
}
:root[data-theme=dark] {
  color-scheme: dark;
  --paper: #17181a; --panel: #202225; --ink: #e7e5df; --muted: #a5a39b; --rule: #36383b; --strong-rule: #74726b;
  --link: #7cc0ea; --good: #4cc9a0; --bad: #f09a5e; --mark: #1f3241; --focus: #7cc0ea;
  --c0: #56b4e9; --c1: #e8833a; --c2: #2fb98f; --c3: #cc79a7; --c4: #e69f00; --c5: #8fc7ea; --c6: #bdbab2;
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 1.6rem 1.5rem 4rem; max-width: 1200px; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: break-word;
}
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 2px; }
h2 { margin: 2.6rem 0 .6rem; font-size: 1.2rem; font-weight: 600; }
h3 { margin: 1.8rem 0 .5rem; font-size: 1rem; font-weight: 600; }
h4 { margin: 1rem 0 .3rem; font-size: .8rem; font-weight: 600; color: var(--muted); }
small, .note, caption { font-size: .8rem; font-weight: 400; color: var(--muted); }
.note { max-width: 48rem; margin: .5rem 0; }

.bar { display: flex; flex-wrap: wrap; gap: .3rem 1.6rem; align-items: baseline; padding-bottom: .5rem;
  border-bottom: 1px solid var(--rule); }
h1 { margin: 0; font-size: .95rem; font-weight: 600; }
nav { display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; margin-left: auto; font-size: .9rem; align-items: baseline; }
.headline { margin: 1.3rem 0 .7rem; max-width: 56rem; font-size: 1.5rem; line-height: 1.35; font-weight: 500;
  letter-spacing: -.008em; text-wrap: pretty; }
.warnings ul { margin: .4rem 0; padding-left: 1.1rem; }
.overview { display: flex; flex-wrap: wrap; gap: 0 3rem; }
.overview > section { min-width: 0; max-width: 100%; }
#differences { flex: 1 1 17rem; }
#differences ul { list-style: none; margin: 0; padding: 0; font-size: .9rem; line-height: 1.4; }
#differences li { padding: .45rem 0; border-top: 1px solid var(--rule); }
#differences li b { display: block; font-weight: 600; }
#glance { flex: 0 1 22rem; margin-left: auto; }
#glance dl { margin: 0; font-size: .9rem; }
#glance dl div { display: flex; gap: 1rem; padding: .34rem 0; border-top: 1px solid var(--rule); line-height: 1.35; }
#glance dt { flex: 0 0 7.5rem; color: var(--muted); }
#glance dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
#differences .open { color: var(--muted); }
.warnings { margin: .9rem 0 0; padding: .25rem .9rem; max-width: 62rem; border-left: 3px solid var(--bad);
  background: var(--panel); font-size: .9rem; }
summary { cursor: pointer; }
#facts > details > summary, .start > summary { color: var(--link); font-size: .9rem; }

.scroll { overflow-x: auto; }
table { border-collapse: collapse; line-height: 1.25; }
caption { text-align: left; padding: 0 0 .5rem; caption-side: top; }
th { font-weight: 600; text-align: left; vertical-align: baseline; }
td { vertical-align: baseline; }
.scores { min-width: 34rem; border-top: 2px solid var(--strong-rule); border-bottom: 2px solid var(--strong-rule); }
.scores caption { line-height: 1.5; }
.scores th, .scores td { padding: .34rem .9rem .34rem 0; }
.scores thead th { border-bottom: 1px solid var(--strong-rule); font-size: .85rem; padding: .5rem .9rem .5rem 0; }
.scores tbody + tbody { border-top: 1px solid var(--rule); }
.scores .task { min-width: 8rem; }
.scores tbody .task small { display: block; padding-top: .15rem; }
.scores .metric { font-weight: 400; white-space: nowrap; }
.scores .arrow { color: var(--muted); }
.scores .score { text-align: right; white-space: nowrap; padding-left: .8rem; padding-right: .3rem; }
.scores .count { text-align: right; color: var(--muted); padding-left: 1.2rem; padding-right: .2rem; white-space: nowrap; }
.scores .half { display: inline-block; min-width: var(--half, 4em); text-align: left; font-size: .8rem; color: var(--muted); }
.scores .lost { display: block; font-size: .8rem; color: var(--bad); }
.scores .best .value { font-weight: 700; }
.scores .best .value::before { content: "\25CF\2009"; font-size: .7em; vertical-align: .12em; color: var(--muted); }
.scores .h4 { background: color-mix(in srgb, var(--c0) 22%, transparent); }
.scores .h3 { background: color-mix(in srgb, var(--c0) 15%, transparent); }
.scores .h2 { background: color-mix(in srgb, var(--c0) 9%, transparent); }
.scores .h1 { background: color-mix(in srgb, var(--c0) 4%, transparent); }
.changes, .quality { border-top: 1px solid var(--strong-rule); border-bottom: 1px solid var(--strong-rule); font-size: .9rem; }
.changes caption, .quality caption { max-width: 56rem; line-height: 1.45; }
.changes th, .changes td, .quality th, .quality td { padding: .26rem .8rem .26rem 0; white-space: nowrap; }
.changes .what { white-space: normal; min-width: 8rem; }
.changes .block th { padding-top: .7rem; font-weight: 600; } .changes .block { border-top: 0; }
.changes tbody + tbody .block { border-top: 1px solid var(--strong-rule); }
.changes thead th, .quality thead th { font-size: .8rem; border-bottom: 1px solid var(--strong-rule); }
.changes tbody th, .quality tbody th { font-weight: 400; }
.changes tbody tr, .quality tbody tr { border-top: 1px solid var(--rule); }
.changes .number, .quality .number { text-align: right; }
.changes .noise td, .changes .noise th { color: var(--muted); }
.changes .better .verdict { color: var(--good); font-weight: 600; } .changes .worse .verdict { color: var(--bad); font-weight: 600; }
.changes .plot { padding-left: .2rem; }
svg.delta { color: var(--c0); max-width: none; } svg .zero { stroke: var(--strong-rule); }
.changes button { font: inherit; color: var(--link); background: none; border: 0; padding: 0; cursor: pointer; }
svg .value { font-size: 11px; text-anchor: end; fill: var(--muted); }
svg .curve { fill: none; stroke: currentColor; stroke-width: 2; }
svg .ribbon { fill: currentColor; opacity: .15; }
.voices { margin: 1rem 0 1.4rem; }
.voices .words { white-space: normal; min-width: 16rem; line-height: 1.6; vertical-align: top; }
.voices .words span { display: inline-block; margin-right: .7rem; }
.voices tbody th { vertical-align: top; }
.scores th button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; }
.scores th button:hover { text-decoration: underline; }
th[aria-sort=ascending] button::after { content: " \2191"; }
th[aria-sort=descending] button::after { content: " \2193"; }
.run { white-space: nowrap; }
.dot { display: inline-block; width: .62em; height: .62em; margin-right: .4em; border-radius: 50%; background: currentColor; }
.c0 { color: var(--c0); } .c1 { color: var(--c1); } .c2 { color: var(--c2); } .c3 { color: var(--c3); }
.c4 { color: var(--c4); } .c5 { color: var(--c5); } .c6 { color: var(--c6); }

.pictures { columns: 340px 3; column-gap: 2rem; }
figure { margin: 0 0 1.4rem; break-inside: avoid; }
figcaption { font-weight: 600; padding-bottom: .25rem; margin-bottom: .35rem; border-bottom: 1px solid var(--rule); }
svg { display: block; max-width: 100%; height: auto; font: 12px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
svg text { fill: var(--ink); font-variant-numeric: tabular-nums; }
svg .tick, svg .run { fill: var(--muted); }
svg .tick { font-size: 11px; text-anchor: middle; }
svg .grid { stroke: var(--rule); }
svg .chance { stroke: var(--muted); stroke-dasharray: 3 3; }
svg .bar { stroke: currentColor; stroke-width: 2; opacity: .55; }
svg .cap { stroke: currentColor; stroke-width: 1.5; opacity: .55; }
svg circle { fill: currentColor; }

.parts { display: block; } .parts a { display: inline-block; margin-right: 1rem; }
.controls { display: flex; flex-wrap: wrap; gap: .5rem .9rem; align-items: end; margin: 0 0 .7rem; padding: .7rem .8rem;
  background: var(--panel); border-radius: 4px; }
.controls label { display: grid; gap: .1rem; font-size: .78rem; color: var(--muted); }
.controls label[hidden] { display: none; }
.controls input, .controls select, .pager button, .theme { font: inherit; font-size: .9rem; color: var(--ink);
  background: var(--paper); border: 1px solid var(--strong-rule); border-radius: 4px; padding: .22rem .5rem; }
.controls input, .controls select { height: 1.9rem; }
.controls .search { flex: 1 1 14rem; }
.controls .search input { width: 100%; }
.theme { padding: .05rem .5rem; font-size: .8rem; cursor: pointer; }
.pager { display: flex; flex-wrap: wrap; gap: .6rem; align-items: center; margin: .7rem 0; font-size: .9rem; color: var(--muted); }
.pager button { cursor: pointer; }
.pager button:disabled { opacity: .45; cursor: default; }

.doc { border-top: 1px solid var(--rule); }
.doc:last-of-type { border-bottom: 1px solid var(--rule); }
.doc > summary { display: flex; gap: .9rem; align-items: baseline; padding: .36rem .3rem; list-style: none; }
.doc > summary::-webkit-details-marker { display: none; }
.doc > summary:hover, .doc[open] > summary { background: var(--panel); }
.doc .no { flex: 0 0 2.6rem; text-align: right; color: var(--muted); font-size: .85rem; }
.doc .name { flex: 0 0 7rem; color: var(--muted); font-size: .85rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.doc .ask { flex: 1 1 auto; min-width: 0; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2;
  overflow: hidden; line-height: 1.35; }
.doc .said { flex: 0 0 15rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; color: var(--muted); }
.doc .marks { flex: 0 0 auto; display: flex; gap: 1rem; font-size: .88rem; white-space: nowrap; }
.doc .mark { min-width: 5rem; }
.good { color: var(--good); } .bad, .failure { color: var(--bad); }
.doc .body { padding: .2rem .3rem 1.2rem 3.8rem; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; padding: .5rem .75rem; background: var(--panel); border-radius: 4px;
  font-size: .92rem; line-height: 1.45; max-height: 32rem; overflow-y: auto; }
.text + .text { margin-top: .35rem; }
.code { font-family: ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", Menlo, monospace; font-size: .82rem; }
.fold { color: var(--muted); font-style: italic; }
button.fold { font: inherit; font-style: italic; border: 0; background: none; padding: 0; color: var(--link); cursor: pointer; }
.answers { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 21rem), 1fr)); gap: 0 1.5rem; }
.answer { min-width: 0; }
mark { background: color-mix(in srgb, var(--c4) 28%, transparent); color: inherit; border-radius: 2px; text-decoration: underline
  color-mix(in srgb, var(--c4) 70%, transparent); text-underline-offset: 3px; }
.shaded .t1 { background: color-mix(in srgb, var(--c1) 12%, transparent); }
.shaded .t2 { background: color-mix(in srgb, var(--c1) 26%, transparent); }
.shaded .t3 { background: color-mix(in srgb, var(--c1) 42%, transparent); }
.shaded .t4 { background: color-mix(in srgb, var(--c1) 60%, transparent); }
.meta, .filtered, .failure, .label { margin: .35rem 0 0; font-size: .83rem; }
.meta, .filtered span, .label { color: var(--muted); }
.filtered bdi { padding: 0 .3rem; background: var(--panel); }
.choices { margin-top: .9rem; font-size: .92rem; }
.choices th, .choices td { padding: .22rem 1.3rem .22rem 0; border-bottom: 1px solid var(--rule); }
.choices thead th { font-size: .8rem; border-bottom-color: var(--strong-rule); }
.choices tbody th { font-weight: 400; white-space: pre-wrap; }
.choices .gold th { font-weight: 600; }
.choices .number { text-align: right; white-space: nowrap; }
.choices .likeliest { font-weight: 600; }
.choices .lead { color: var(--muted); font-weight: 400; }

.facts { min-width: 30rem; margin: .6rem 0 1.4rem; border-top: 1px solid var(--strong-rule); }
.facts caption { font-size: .9rem; font-weight: 600; color: var(--ink); }
.facts th, .facts td { padding: .3rem 1.4rem .3rem 0; border-bottom: 1px solid var(--rule); }
.facts tbody th { font-weight: 400; color: var(--muted); white-space: nowrap; }
.facts tbody th bdi { color: var(--ink); }
.facts th small { display: block; white-space: normal; }
.facts .digest { font-family: ui-monospace, Menlo, monospace; font-size: .76rem; overflow-wrap: anywhere; min-width: 12rem; }
.counts { display: flex; flex-wrap: wrap; gap: .5rem 2rem; margin: .6rem 0; }
.counts dt, .signatures dt { font-size: .8rem; color: var(--muted); }
.counts dd, .signatures dd { margin: 0; }
#facts > details { margin: .3rem 0; }

@media (max-width: 640px) {
  body { padding: 1rem 1rem 3rem; }
  nav { margin-left: 0; }
  .headline { font-size: 1.22rem; }
  .scores { min-width: 0; width: 100%; border: 0; }
  .scores, .scores tbody, .scores tr, .scores td, .scores th { display: block; }
  .scores thead { display: none; }
  .scores caption { display: block; }
  .scores tbody { padding: .55rem .8rem .65rem; margin-bottom: .7rem; background: var(--panel); border-radius: 4px; }
  .scores tbody + tbody { border: 0; }
  .scores th, .scores td { padding: 0; }
  .scores .metric { margin-top: .5rem; font-weight: 600; font-size: .9rem; }
  .scores tbody .task small { display: inline; padding-left: .6rem; }
  .scores td.score { display: flex; justify-content: space-between; gap: .8rem; padding: .12rem 0; flex-wrap: wrap; }
  .scores td.score::before { content: attr(data-run); flex: 1 1 auto; text-align: left; color: var(--muted);
    white-space: normal; overflow-wrap: anywhere; }
  .scores td.count { display: none; }
  .doc > summary { flex-wrap: wrap; gap: .1rem .7rem; }
  .scores .lost { flex-basis: 100%; text-align: right; }
  #glance { flex-basis: 100%; }
  .choices th, .choices td { padding-right: .8rem; }
  .choices tbody th { min-width: 6rem; }
  .doc .no { flex-basis: auto; }
  .doc .ask { flex-basis: 100%; order: 3; -webkit-line-clamp: 3; }
  .doc .said { flex-basis: 100%; order: 4; }
  .doc .said:has(bdi:empty) { display: none; }
  .doc .marks { flex: 1 1 0; min-width: 0; flex-wrap: wrap; justify-content: flex-end; gap: .1rem .8rem; }
  .changes, .changes caption, .changes tbody, .changes th { display: block; }
  .changes thead, .changes .plot, .changes .least { display: none; }
  .changes { border: 0; }
  .changes tr { display: flex; flex-wrap: wrap; gap: 0 .7rem; padding: .35rem 0; }
  .changes tr.block { padding: .7rem 0 .1rem; }
  .changes th, .changes td { padding: 0; }
  .changes th { flex-basis: 100%; }
  .changes .from::after { content: " \2192"; }
  .changes .to { white-space: normal; }
  .changes .verdict { order: 1; margin-left: auto; }
  .changes tr::after { content: ""; order: 2; flex-basis: 100%; }
  .changes .number { order: 3; }
  .changes .p::before { content: "p "; } .changes .n::before { content: "n "; }
  .doc .mark { min-width: 0; }
  .doc .body { padding: .2rem 0 1rem; }
}
@media print {
  :root, :root:not([data-theme=light]) { color-scheme: light; --paper: #fff; --panel: #fff; --ink: #000; --muted: #444;
    --rule: #ccc; --strong-rule: #666; --good: #00543d; --bad: #8a3300; --link: #000; }
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  nav, .controls, .pager, .theme, #facts > details { display: none; }
  .text { max-height: none; border: 1px solid var(--rule); }
  .scroll { overflow: visible; }
  .scores, .changes, .quality, .facts { width: 100%; min-width: 0; font-size: 7.5pt; }
  :is(.scores, .changes, .quality, .facts) :is(th, td, small, .digest) { font-size: inherit; }
  caption { font-size: 8.5pt; }
  .scores th, .scores td, .changes th, .changes td, .quality th, .quality td, .facts th, .facts td { padding: .15rem .35rem .15rem 0;
    min-width: 0; white-space: normal; }
  .scores .half { min-width: 0; font-size: 6.5pt; }
  .scores .score, .changes .number { white-space: nowrap; }
  .changes .plot { display: none; }
  .doc .marks { flex-wrap: wrap; gap: 0 .8rem; font-size: 8.5pt; } .doc .mark { min-width: 0; }
  .doc .marks:has(.mark + .mark) { flex: 0 0 15em; }
  .changes button { color: inherit; }
  figure, .answer, .scores tbody, .choices { break-inside: avoid; }
  .tasklist + .tasklist, #facts { break-before: page; }
}
)css";
}

}  // namespace coldread
