# The manual of this repository: `just --list`. A recipe calls one command and holds no logic.
# `exec` lets a signal that just passes on reach what must clean up, not a shell in between.
# Nothing installed? `sh infra/just RECIPE` brings uv, just and Node; all it needs is Python 3.11+.

set positional-arguments

python := env("HOSTWRIGHT_PYTHON", "python3")
venv := justfile_directory() / "backend/.venv/bin"
export PYTHONPATH := justfile_directory()

[private]
default:
    @just --justfile {{ quote(justfile()) }} --list --unsorted

# Install, start and serve everything on this machine; Ctrl-C ends it
[group('run')]
[no-exit-message]
up *options:
    @exec {{ python }} -m infra.local.up "$@"

# Run every check and every suite on throw-away servers, or some: check infra backend frontend clients e2e hoster
[group('run')]
[no-exit-message]
test *suites:
    @exec {{ python }} -m infra.local.test "$@"

# Remove the local installation's data (database, mail, services, logs)
[group('run')]
[no-exit-message]
reset:
    @{{ python }} -m infra.local.reset

# Only PostgreSQL and Valkey, kept in DIR: prints what to export, stays until Ctrl-C
[group('run')]
servers dir=".local/servers" *options: install
    @exec {{ venv }}/python -m infra.local.servers --dir "$@"

# Build the images of the demo catalogue on a Docker Engine: just images --engine unix:///path
[group('run')]
images *options: install
    @{{ venv }}/python -m infra.images.build "$@"

# Build the tiny image of virtual machines from Debian's packages: just vm-images DIR/library
[group('run')]
vm-images folder=".local/vm-images": install
    @{{ venv }}/python -m infra.images.vm.build "$@"

# The backend's command line: migrate, seed, create-admin, openapi, verify
[group('run')]
[working-directory('backend')]
[no-exit-message]
hostwright *arguments: install
    @.venv/bin/python -m app.cli "$@"

# Install both halves from their hash-pinned locks (other recipes do it when needed)
[group('install')]
install:
    @{{ python }} -m infra.local.install

# Relock both halves and the tools to the newest versions that their ranges allow
[group('install')]
lock: install
    @{{ python }} -m infra.local.relock

# Every linter and contract
[group('check')]
[no-exit-message]
check: style formatted types types-infra imports architecture migrations panel client specification compatible e2e-style compose kubernetes repository

# Python style (ruff, all rules)
[group('check')]
style: install
    @{{ venv }}/ruff check backend infra clients

# Python formatting
[group('check')]
formatted: install
    @{{ venv }}/ruff format --check backend infra clients

# Python types of the backend (mypy, strict)
[group('check')]
[working-directory('backend')]
types: install
    @.venv/bin/mypy

# Python types of the infrastructure (mypy, strict)
[group('check')]
types-infra: install
    @{{ venv }}/mypy --config-file infra/mypy.ini --cache-dir backend/.mypy_cache/infra

# Tiers, rooms and features import only downwards
[group('check')]
[working-directory('backend')]
imports: install
    @.venv/bin/lint-imports

# The rules of the architecture that an import graph does not show
[group('check')]
[working-directory('backend')]
architecture: install
    @.venv/bin/python -m pytest tests/architecture

# The migrations make the tables that the models describe
[group('check')]
migrations: install
    @exec {{ venv }}/python -m infra.local.throwaway --migrated .venv/bin/alembic check

# The panel's style, types, boundaries, messages and budgets
[group('check')]
[working-directory('frontend')]
panel: install
    @npm run --silent check

# The panel's typed client fits the API
[group('check')]
client: install
    @{{ python }} -m infra.local.generated

# The OpenAPI document passes Spectral and Redocly without a warning
[group('check')]
specification: install
    @{{ python }} -m infra.local.specification

# Nothing that the last release promised to the API's callers is taken away
[group('check')]
compatible: install
    @{{ python }} -m infra.local.compatibility

# The browser suite's style and types
[group('check')]
[working-directory('e2e')]
e2e-style: install
    @npm run --silent check

# docker-compose.yml follows the compose specification
[group('check')]
compose:
    @{{ venv }}/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml

# Workflows, update bot and issue forms follow their schemas
[group('check')]
repository:
    @{{ venv }}/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
    @{{ venv }}/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
    @{{ venv }}/check-jsonschema --builtin-schema vendor.github-issue-config .github/ISSUE_TEMPLATE/config.yml
    @{{ venv }}/check-jsonschema --builtin-schema vendor.github-issue-forms .github/ISSUE_TEMPLATE/fault.yml .github/ISSUE_TEMPLATE/wish.yml

# The Kubernetes manifests follow the schemas of their version, and say nothing beside them
[group('check')]
kubernetes:
    @{{ venv }}/kubernetes-validate --strict --quiet infra/k8s/manifests/*.yaml infra/k8s/flower/flower.yaml

# Only the browser journeys, on a throw-away stack; or some: just e2e specs/web/team.spec.ts --grep=role
[group('measure')]
[no-exit-message]
e2e *playwright:
    @exec {{ python }} -m infra.local.test e2e -- "$@"

# Benchmarks against their bare limits
[group('measure')]
[no-exit-message]
bench *arguments: install
    @exec {{ venv }}/python -m infra.local.throwaway --migrated -- .venv/bin/python -m benchmarks "$@"

# Kill workers and empty the broker under 10 000 jobs, then renew 20 000 subscriptions; `ci` is small
[group('measure')]
[no-exit-message]
chaos profile="full" *options: install
    @CHAOS={{ quote(profile) }} exec {{ venv }}/python -m infra.local.throwaway -- .venv/bin/python -m pytest tests/faults/test_jobs_survive.py tests/faults/test_renewal_run.py {{ options }}

# Take the pictures of the documentation, of the demo installation that `just up` runs
[group('write')]
[working-directory('e2e')]
pictures *options: install
    @node pictures/take.ts "$@"

# Print the OpenAPI document
[group('write')]
[working-directory('backend')]
openapi: install
    @.venv/bin/python -m app.cli openapi

# Keep the API's document as that of a release: later code is compared with it
[group('write')]
release-document: install
    @{{ python }} -m infra.local.compatibility --release

# Write the panel's typed client from the API
[group('write')]
[working-directory('frontend')]
generate: install
    @npm run generate < /dev/null

# Write down the licence of each library of the locks
[group('write')]
licences: install
    @{{ venv }}/python -m infra.local.licences

# Write a migration of what changed in the models: just migration "add coupons"
[group('write')]
migration message: install
    @exec {{ venv }}/python -m infra.local.throwaway --migrated -- .venv/bin/alembic revision --autogenerate -m "$1"

# Format all Python and TypeScript
[group('write')]
format: format-python format-panel

[private]
format-python: install
    @{{ venv }}/ruff format backend infra clients

[private]
[working-directory('frontend')]
format-panel: install
    @npm run --silent fix
