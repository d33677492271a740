import AxeBuilder from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';

/** A tab with the status page. Whatever its browser complains of is an error of the test. */
export interface UiPage {
  readonly page: Page;
  /** Goes to a path below `ui/`. */
  open(path: string): Promise<void>;
  /** Clears the complaints that a test expects, such as that the server does not answer. */
  expectComplaints(pattern: RegExp): void;
  /** Fails where accessibility rules are broken, in both themes. */
  checkAccess(): Promise<void>;
  /** Closes the tab. @throws where the console, the policy or a script has complained */
  close(): Promise<void>;
}

/** A busy machine may take long. */
const TIMEOUT_MS = 50_000;

const REPORT_VIOLATIONS = `document.addEventListener('securitypolicyviolation', (event) =>
  console.error('policy: ' + event.violatedDirective + ' ' + event.blockedURI));`;

export async function openUi(browser: Browser, root: string, options: BrowserContextOptions = {}): Promise<UiPage> {
  const context = await browser.newContext({ viewport: { width: 1_200, height: 800 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(TIMEOUT_MS);
  let complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  // the console names some violations only
  await page.addInitScript({ content: REPORT_VIOLATIONS });
  return {
    page,
    open: async (path) => {
      await page.goto(root + path);
    },
    expectComplaints: (pattern) => {
      complaints = complaints.filter((complaint) => !pattern.test(complaint));
    },
    checkAccess: async () => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        const axe = new AxeBuilder({ page });
        // colors are all that a theme changes
        const { violations } = await (colorScheme === 'light' ? axe : axe.withRules(['color-contrast'])).analyze();
        const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`);
        expect(found, `${colorScheme} ${page.url()}`).toEqual([]);
      }
    },
    close: async () => {
      await context.close();
      expect(complaints).toEqual([]);
    },
  };
}
