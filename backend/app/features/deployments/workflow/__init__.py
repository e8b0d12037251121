"""The deploy engine.

An operation is a row that says where it stands. One job, `deployments.advance(operation,
revision)`, takes one step: it makes the step's call to the outside, if it has one, while no
transaction is open (`engine.call_out`), then locks the operation and writes what came of it
(`engine.advance`). The step answers `Next`, `Sleep`, `Done` or `Fail`; the next revision's job is
written in that same transaction.

**Why a call bears being made twice.** The outcome that ends a step commits the next one as
`running`: the intent, together with what it will be done with (node, port, name). So when a
driver is called, what it is about to do has been on disk since the revision before, under a name
that follows from the service's id. A worker that died is followed by one that makes the same call
again: create adopts, delete of nothing succeeds. Of two that made it at once only one result is
written, because the revision is looked at under the lock.

Fetching an image may take ten minutes: the step has it pulled to its node (`workflow.images`, one
pull for all who want it), keeps whose row it waits for, and sleeps; the pull's end wakes it.
"""
