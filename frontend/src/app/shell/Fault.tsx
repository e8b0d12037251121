import { Component, type ReactNode } from 'react'
import { ErrorPage } from './ErrorPage'

/** Around everything: what breaks while it is drawn leaves a page that says so, not an empty one. */
export class Fault extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false }

  static getDerivedStateFromError() {
    return { broken: true }
  }

  override render() {
    return this.state.broken ? <ErrorPage /> : this.props.children
  }
}
