/// <reference lib="dom" />
import { mkdir, stat } from 'node:fs/promises';
import { quiet, ROOT } from './processes.ts';

// Takes the pictures of the demo and of its status page for the READMEs, in light and dark: `pnpm pictures`.
// Needs Chromium and the font Inter (`apt-get install chromium fonts-inter`); another font works and looks different.
const FOLDER = `${ROOT}docs/pictures/`;
const MAX_BYTES = 300_000;
/** A round of the demo takes 27 seconds, and its best moment lasts two. */
const MAX_WAIT_MS = 90_000;

await quiet('pnpm', ['exec', 'turbo', 'run', 'build', '--filter=@celery-results/example-demo...']);
const { launchChromium, spawnListening }: typeof import('../testing/src/index.ts') = await import(
  '../testing/dist/index.js'
);
const demo = await spawnListening(process.execPath, ['src/main.ts', '--port', '0'], {
  cwd: `${ROOT}examples/demo`,
  pattern: /Open (http:\S+\/) and/,
});
const browser = await launchChromium();
type Page = Awaited<ReturnType<typeof browser.newPage>>;
try {
  await mkdir(FOLDER, { recursive: true });
  await takeStatusPage();
  const page = await browser.newPage({ viewport: { width: 680, height: 400 }, deviceScaleFactor: 2 });
  await page.goto(demo.url);
  await page.waitForFunction(isWorthAPicture, undefined, { timeout: MAX_WAIT_MS });
  await take(page, 'demo', true);
} finally {
  await browser.close();
  await demo.stop();
}

/** Takes a picture in both themes. */
async function take(page: Page, name: string, fullPage: boolean): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    const path = `${FOLDER}${name}-${colorScheme}.png`;
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path, fullPage, animations: 'disabled' });
    const { size } = await stat(path);
    console.log(`${path}: ${size} bytes`);
    if (size > MAX_BYTES) throw new Error(`${path} has more than ${MAX_BYTES} bytes`);
  }
}

/** The list, and a task that failed. */
async function takeStatusPage(): Promise<void> {
  const root = `${demo.url}celery/ui/`;
  const page = await browser.newPage({ viewport: { width: 1_080, height: 620 }, deviceScaleFactor: 1.5 });
  await page.goto(root);
  await page.getByRole('button', { name: 'new' }).waitFor({ timeout: MAX_WAIT_MS });
  await take(page, 'status-list', false);
  await page.goto(`${root}?status=FAILURE&name=shop.exports.build`);
  await page.locator('tbody a').first().click();
  await page.getByText('LIKE THIS').waitFor({ timeout: MAX_WAIT_MS });
  await take(page, 'status-task', false);
  await page.goto(`${root}overview/`);
  await page.getByText('PERIODIC TASKS').waitFor({ timeout: MAX_WAIT_MS });
  await take(page, 'status-overview', false);
}

/** Runs in the page: whether a bar is half-way, one task has failed and another one waits for its next try. */
function isWorthAPicture(): boolean {
  const card = (title: string): Element | null => document.querySelector(`section[aria-label="${title}"]`);
  const percent = Number(card('A slow task')?.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow'));
  return (
    percent >= 40 &&
    percent <= 60 &&
    card('A task that fails')?.querySelector('.phase.failed') !== null &&
    card('A task that retries')?.querySelector('.phase.retrying') !== null
  );
}
