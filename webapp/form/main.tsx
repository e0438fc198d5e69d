import { createRoot } from 'react-dom/client';
import type { QuestionPage } from '../../src/api/question-page.ts';
import { App } from './app.tsx';
import './form.css';
import { texts, workerPage } from '../worker/texts.ts';

if (workerPage) Object.assign(document.documentElement, { lang: workerPage.lang, dir: workerPage.dir });

const root = document.getElementById('app')!;
try {
  const page = JSON.parse(document.getElementById('questions')?.textContent ?? '') as QuestionPage;
  createRoot(root).render(<App page={page} />);
} catch (error) {
  root.textContent = texts.fault;
  throw error;
}
