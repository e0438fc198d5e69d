import { createRoot } from 'react-dom/client';
import type { HtmlPage } from '../../src/api/html-page.ts';
import { texts, workerPage } from '../worker/texts.ts';
import { App } from './app.tsx';
import './html.css';

if (workerPage) Object.assign(document.documentElement, { lang: workerPage.lang, dir: workerPage.dir });

const root = document.getElementById('app')!;
try {
  const page = JSON.parse(document.getElementById('html-page')?.textContent ?? '') as HtmlPage;
  createRoot(root).render(<App page={page} />);
} catch (error) {
  root.textContent = texts.fault;
  throw error;
}
