import { ErrorBoundary, useMephistoTask } from 'mephisto-task';
import { CapitalForm } from './capital-form.tsx';

/** A Mephisto task app as it always was: one hook, and a view for each thing it says. */
export function App() {
  const task = useMephistoTask();
  const { isLoading, isPreview, blockedExplanation, initialTaskData } = task;

  if (blockedExplanation) return <main>{blockedExplanation}</main>;
  if (isLoading) return <main>Loading…</main>;
  if (isPreview) return <main>You will see the name of a city and name its state.</main>;
  return (
    <main>
      <ErrorBoundary handleError={task.handleFatalError}>
        <CapitalForm
          city={(initialTaskData as { city: string }).city}
          onSubmit={(state) => task.handleSubmit({ state })}
          onOpinion={(text) => task.handleMetadataSubmit({ type: 'opinion', text } as { type: string })}
          onFault={() => task.handleFatalError({ message: 'The worker pressed the button for faults.' })}
        />
      </ErrorBoundary>
    </main>
  );
}
