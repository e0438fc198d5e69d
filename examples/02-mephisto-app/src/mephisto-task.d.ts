/** The part of npm's mephisto-task 2.0.4 used here; the package itself comes without types. */
declare module 'mephisto-task' {
  import type { Component, ReactNode } from 'react';

  export function useMephistoTask(): {
    isLoading: boolean;
    isPreview: boolean;
    blockedExplanation: string | null;
    initialTaskData: unknown;
    handleSubmit(answer: unknown): void;
    handleMetadataSubmit(...metadata: { type: string }[]): Promise<{ status: string }>;
    handleFatalError(error: unknown): void;
  };

  export class ErrorBoundary extends Component<{ handleError?: (error: unknown) => void; children: ReactNode }> {}
}
