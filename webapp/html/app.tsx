import type { HtmlPage } from '../../src/api/html-page.ts';
import { Gate } from '../form/gate.tsx';
import type { Item } from '../form/item.ts';
import { pageKeyOf } from '../form/training.tsx';
import { useTask } from '../hooks/use-task.ts';
import { Html, HtmlForm } from './html-form.tsx';

/** The whole page: the task's own HTML with an item in it, or the reason why there is none. */
export function App({ page }: { page: HtmlPage }) {
  const task = useTask<Item, Record<string, unknown>>();
  const { task: html, preview, onboarding = html, sample = {} } = page;
  return (
    <main>
      <Gate
        task={task}
        preview={() =>
          preview === undefined ? <HtmlForm {...{ html, task }} item={sample} /> : <Html html={preview} />
        }
        work={(item) => (
          <HtmlForm key={pageKeyOf(task)} {...{ task, item }} html={task.isOnboarding ? onboarding : html} />
        )}
      />
    </main>
  );
}
