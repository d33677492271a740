import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { foundOrSkip } from './skip.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const COMMON_PATHS = ['/usr/bin/chromium', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

/** Headless, without a first-run page and without background requests that a test would count. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Finds the browser for tests: `CHROMIUM_PATH`, or the first Chromium or Chrome on PATH. */
export function chromiumPath(): string | undefined {
  const { CHROMIUM_PATH = '', PATH = '' } = process.env;
  if (CHROMIUM_PATH !== '') return isExecutable(CHROMIUM_PATH) ? CHROMIUM_PATH : undefined;
  const folders = PATH.split(delimiter).filter((folder) => folder !== '');
  const candidates = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...candidates, ...COMMON_PATHS].find(isExecutable);
}

/**
 * Like {@link chromiumPath}, and prints a `SKIPPED:` line when there is none.
 *
 * @throws Error when there is none and `CI` is set
 */
export function chromiumOrSkip(): string | undefined {
  return foundOrSkip(chromiumPath(), 'Chromium is not on PATH (install it, or set CHROMIUM_PATH)');
}

/**
 * Starts the browser, headless. The caller closes it.
 *
 * @throws Error when there is none; call {@link chromiumOrSkip} first
 */
export async function launchChromium(): Promise<Browser> {
  const executablePath = chromiumPath();
  if (executablePath === undefined) throw new Error('Chromium is not on PATH (install it, or set CHROMIUM_PATH)');
  // keep the back/forward cache, which visitors have too
  return chromium.launch({ executablePath, args: FLAGS, ignoreDefaultArgs: ['--disable-back-forward-cache'] });
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
