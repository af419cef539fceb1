import { Component, type ReactNode } from "react";
import { Failure } from "./states";

type Props = { children: ReactNode; name: string };

/** What breaks inside stays inside: the rest of the page goes on. */
export class PanelBoundary extends Component<Props, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <Failure
        message={`${this.props.name} could not be shown.`}
        onRetry={() => this.setState({ failed: false })}
      />
    );
  }
}
