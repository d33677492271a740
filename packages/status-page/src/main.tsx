import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import './tokens.css';
import './base.css';
import { applyTheme, readTheme } from './shell/theme.ts';

applyTheme(readTheme());
// an absolute URL, since browsers request the icon again on each screen, relative to its path
for (const icon of document.querySelectorAll<HTMLLinkElement>('link[rel=icon]')) icon.setAttribute('href', icon.href);
const root = document.getElementById('root');
if (!root) throw new Error('the document has no element #root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
