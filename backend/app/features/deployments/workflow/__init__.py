"""The deploy engine.

An operation is a row that says where it stands. One job, `deployments.advance(operation,
revision)`, locks it, runs exactly one step in one transaction, and the step answers `Next`,
`Sleep`, `Done` or `Fail`; the next revision's job is written in that same transaction.

**Where a driver is called, and why there.** The outcome that ends a step commits the next one as
`running`: the intent, together with what it will be done with (node, port, name). So when a
driver is called, what it is about to do has been on disk since the revision before, under a name
that follows from the service's id, and a revision that died may simply run again: create adopts,
delete of nothing succeeds.

- Calls that are short by contract (create, start, stop, delete, inspect: seconds, cut off after
  `runtime.CALL_SECONDS`) happen inside the step's transaction. It locks one row, the operation's,
  which nobody else waits for: people's requests lock the service, and the engine takes that lock
  only after the call. In return two workers can never be in the same step, and an outcome is
  never written without the lock that allowed it.
- Fetching an image may take ten minutes. It is two-phase: the step writes a job that fetches
  before its first statement, while no transaction is open, and sleeps; the fetch then wakes it.
"""
