import { Component, type ErrorInfo, type ReactNode } from "react";
import { Button } from "../parts/Button.tsx";
import { EmptyState } from "../parts/EmptyState.tsx";
import { flush } from "../stores/autosave.ts";

const LOADING = /dynamically imported module|importing a module script|does not provide an export/i;

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
    // A part of the program that did not arrive stays away until the page is loaded anew.
    const again = LOADING.test(message) ? (
      <Button onClick={() => void flush().finally(() => location.reload())}>Reload the page</Button>
    ) : (
      <Button onClick={() => this.setState({ message: null })}>Show it again</Button>
    );
    return (
      <EmptyState title={`${this.props.what} stopped working.`} actions={again}>
        {`Your design is safe. What went wrong: ${message.slice(0, 300)}`}
      </EmptyState>
    );
  }
}
