import { Component, type ErrorInfo, type ReactNode } from "react";
import { Button } from "../parts/Button.tsx";
import { EmptyState } from "../parts/EmptyState.tsx";

type Props = { readonly what: string; readonly children: ReactNode };
type State = { readonly message: string | null };

/** Keeps a fault in one panel from taking the page with it; the document lives outside and is untouched. */
export class Boundary extends Component<Props, State> {
  override state: State = { message: null };

  static getDerivedStateFromError(error: unknown): State {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override componentDidCatch(error: Error, where: ErrorInfo): void {
    console.error(error, where.componentStack);
  }

  override render(): ReactNode {
    const { message } = this.state;
    if (message === null) return this.props.children;
    return (
      <EmptyState
        title={`${this.props.what} stopped working.`}
        actions={<Button onClick={() => this.setState({ message: null })}>Show it again</Button>}
      >
        {`Your design is safe. What went wrong: ${message.slice(0, 300)}`}
      </EmptyState>
    );
  }
}
