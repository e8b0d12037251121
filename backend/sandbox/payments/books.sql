CREATE TABLE IF NOT EXISTS payment (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL DEFAULT 'pending'
        CHECK (status IN ('pending', 'succeeded', 'failed', 'cancelled')),
    amount INTEGER NOT NULL CHECK (amount > 0),
    currency TEXT NOT NULL,
    description TEXT NOT NULL,
    reference TEXT NOT NULL,
    return_url TEXT NOT NULL,
    webhook_url TEXT NOT NULL,
    refunded INTEGER NOT NULL DEFAULT 0,
    failure_code TEXT,
    created INTEGER NOT NULL,
    finished INTEGER,
    CHECK (refunded BETWEEN 0 AND CASE status WHEN 'succeeded' THEN amount ELSE 0 END),
    CHECK ((status = 'pending') = (finished IS NULL))
);
CREATE INDEX IF NOT EXISTS payment_reference ON payment (reference);

CREATE TABLE IF NOT EXISTS refund (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    payment TEXT NOT NULL REFERENCES payment (id),
    amount INTEGER NOT NULL CHECK (amount > 0),
    created INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS refund_payment ON refund (payment);

-- The first answer given under an Idempotency-Key, word for word.
CREATE TABLE IF NOT EXISTS answer (
    key TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL,
    created INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS event (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    payment TEXT NOT NULL REFERENCES payment (id),
    url TEXT NOT NULL,
    body TEXT NOT NULL,
    created INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS event_payment ON event (payment);

CREATE TABLE IF NOT EXISTS delivery (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    event TEXT NOT NULL REFERENCES event (id),
    state TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'exhausted', 'withheld')),
    due REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS delivery_event ON delivery (event);
CREATE INDEX IF NOT EXISTS delivery_due ON delivery (due) WHERE state = 'pending';

CREATE TABLE IF NOT EXISTS attempt (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    delivery INTEGER NOT NULL REFERENCES delivery (id),
    number INTEGER NOT NULL,
    at REAL NOT NULL,
    status INTEGER,
    error TEXT,
    duration_ms INTEGER NOT NULL,
    UNIQUE (delivery, number)
);
