import type { Benchmark, Plot } from '../benchmark.js';
import type { StoredResult } from './results.js';

/** A section of the page: what was measured, and the result where there is one. */
export interface Section {
  readonly benchmark: Benchmark;
  readonly stored?: StoredResult;
}

/** What {@link performancePage} is made from. */
export interface PageContent {
  readonly sections: readonly Section[];
  /** Hand-written, for the end. */
  readonly notes: string;
  /** Where the pictures lie, from the page. */
  readonly pictures: string;
}

/** A page, and the pictures that it shows. */
export interface Page {
  readonly markdown: string;
  readonly plots: readonly Plot[];
}

/** What all numbers on the page are. */
const introduction = `# Performance

Measured by \`npm run benchmark\`, which writes this page. \`npm run benchmark -- step lstm\` measures some of it again,
\`npm run benchmark -- --help\` says what there is.

Each contender has a process of its own. They take turns, so that whatever else the machine does hits all of them alike:
A, B, A, B, and so on, after a turn of each that warms up. Times are medians over all runs of all turns; ratios are medians
over turns of the ratio within a turn. “Processor ms” is the time that the threads of the process computed, all cores
together. The numbers of every single run are in the JSON files beside the pictures.`;

/** Makes docs/performance.md of results and notes. */
export function performancePage({ sections, notes, pictures }: PageContent): Page {
  const reports = sections.map((section) => reportOf(section, pictures));
  const markdown = [introduction, ...reports.map((report) => report.markdown), notes.trim()].join('\n\n');
  return { markdown: `${markdown}\n`, plots: reports.flatMap(({ plots }) => plots) };
}

function reportOf({ benchmark, stored }: Section, pictures: string): Page {
  const { name, title, about } = benchmark;
  const command = `\`npm run benchmark -- ${name}\``;
  const head = [`## ${title}`, about];
  if (!stored) return { markdown: [...head, `Not measured yet: ${command} does.`].join('\n\n'), plots: [] };
  const { markdown, plots } = benchmark.report(stored.result);
  const images = plots.map((plot) => `![${plot.caption}](${pictures}/${plot.name}.svg)`);
  const warning = stored.quick ? ['**Tiny sizes, to try the benchmark; these numbers say nothing.**'] : [];
  const origin = `${stored.machine}, ${stored.date}; ${command}, [all numbers](${pictures}/${name}.json).`;
  return { markdown: [...head, ...warning, markdown, ...images, origin].join('\n\n'), plots };
}
