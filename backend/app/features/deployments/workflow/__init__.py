"""The deploy engine.

An operation is a row that says where it stands. One job, `deployments.advance(operation, turn)`,
locks it, runs exactly one step in one transaction, and the step answers `Hop`, `Nap`, `Done` or
`Fail`; the next turn's job is written in that same transaction.

**Where a driver is called, and why there.** The hop that ends a step commits the next one as
`running`: the intent, together with what it will be done with (node, port, name). So when a
driver is called, what it is about to do has been on disk since the turn before, under a name that
follows from the service's id, and a turn that died may simply run again: create adopts, delete of
nothing succeeds.

- Calls that are short by contract (create, start, stop, delete, inspect: seconds, cut off after
  `world.CALL_SECONDS`) happen inside the step's transaction. It locks one row, the operation's,
  which nobody else waits for: people's requests lock the service, and the engine takes that lock
  only after the call. In return two workers can never be in the same step, and an outcome is
  never written without the lock that allowed it.
- Fetching an image may take ten minutes. It is two-phase: the step writes a job that fetches
  before its first statement, while no transaction is open, and naps; the fetch then wakes it.
"""
