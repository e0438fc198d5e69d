import type { QuestionPage } from '../../src/api/question-page.ts';
import { useTask } from '../hooks/use-task.ts';
import { workerPage } from '../worker/texts.ts';
import { Form } from './form.tsx';
import { Gate } from './gate.tsx';
import type { Item } from './item.ts';
import { pageKeyOf } from './training.tsx';

/** The whole page: the title, and an item with its questions or the reason why there is none. */
export function App({ page }: { page: QuestionPage }) {
  const task = useTask<Item, Record<string, unknown>>();
  return (
    <main>
      <header>
        {!workerPage?.frame && <h1 dir="auto">{page.title}</h1>}
        <p className="quiet" dir="auto">
          {page.description}
        </p>
      </header>
      <Gate
        task={task}
        preview={() => <Form {...{ page, task }} item={sampleOf(page)} />}
        // By unit, or page of the training: each begins with its own draft.
        work={(item) => <Form key={pageKeyOf(task)} {...{ page, task, item }} />}
      />
    </main>
  );
}

/** What a preview shows: the first item of the data, if the page has it, else the keys in place of their values. */
function sampleOf({ sample, show = [], questions }: QuestionPage): Item {
  if (sample) return sample;
  const keys = [...show.map(({ key }) => key), ...questions.flatMap(({ of }) => of ?? [])];
  return Object.fromEntries(keys.map((key) => [key, `{${key}}`]));
}
