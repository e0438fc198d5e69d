import { Component, type ErrorInfo, type ReactNode } from 'react';

type Props = {
  children?: ReactNode;
  /** Called with what went wrong, such as `handleFatalError` of the task. */
  handleError?: (report: { error: unknown; errorInfo: unknown }) => unknown;
};

/** Shows a sentence in place of components that failed, and reports why. What was saved as a draft is kept. */
export class ErrorBoundary extends Component<Props, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override componentDidCatch(error: Error, { componentStack }: ErrorInfo) {
    const { name, message, stack } = error;
    void this.props.handleError?.({ error: { name, message, stack }, errorInfo: { componentStack } });
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <div role="alert">
        <p>Something on this page does not work. It was reported; please load the page again.</p>
        <details>
          <summary>What went wrong</summary>
          <pre style={{ whiteSpace: 'pre-wrap' }}>{error.message}</pre>
        </details>
      </div>
    );
  }
}
