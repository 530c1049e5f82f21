"""The library's tables, as migrations: entry N brings a file from ``user_version`` N to N + 1. Never edit one that shipped."""

APPLICATION_ID = 0x416C6F6E  # "Alon": tells our files from any other SQLite database

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE snippets (
        row INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL,
        body TEXT NOT NULL,
        shortcut TEXT,
        tags TEXT NOT NULL DEFAULT '[]',
        steps TEXT NOT NULL DEFAULT '[]',
        situations TEXT NOT NULL DEFAULT '[]',
        emotions TEXT NOT NULL DEFAULT '[]',
        folder TEXT NOT NULL DEFAULT '',
        language TEXT NOT NULL DEFAULT 'en',
        origin TEXT NOT NULL DEFAULT 'mine',
        uses INTEGER NOT NULL DEFAULT 0,
        last_used TEXT,
        created TEXT NOT NULL,
        updated TEXT NOT NULL,
        deleted TEXT,
        -- What a search looks into besides title, shortcut and body. The lists are JSON; the tokenizer skips their marks.
        labels TEXT GENERATED ALWAYS AS (tags || ' ' || steps || ' ' || situations || ' ' || emotions || ' ' || folder) VIRTUAL
    );
    CREATE UNIQUE INDEX snippets_shortcut ON snippets (lower(shortcut)) WHERE shortcut IS NOT NULL AND deleted IS NULL;
    CREATE INDEX snippets_used ON snippets (uses DESC, updated DESC) WHERE deleted IS NULL;
    CREATE INDEX snippets_title ON snippets (title COLLATE NOCASE) WHERE deleted IS NULL;
    CREATE INDEX snippets_folder ON snippets (folder) WHERE deleted IS NULL;
    CREATE INDEX snippets_deleted ON snippets (deleted) WHERE deleted IS NOT NULL;

    CREATE TABLE facets (
        kind TEXT NOT NULL,
        value TEXT NOT NULL,
        row INTEGER NOT NULL,
        PRIMARY KEY (kind, value, row)
    ) WITHOUT ROWID;
    CREATE INDEX facets_row ON facets (row);

    CREATE TABLE history (
        number INTEGER PRIMARY KEY,
        snippet TEXT NOT NULL,
        written TEXT NOT NULL,
        replaced TEXT NOT NULL,
        content TEXT NOT NULL
    );
    CREATE INDEX history_snippet ON history (snippet, number DESC);

    -- What each pack last gave for each of its snippets, so that an update can tell the pack's changes from the agent's.
    CREATE TABLE pack_items (
        pack TEXT NOT NULL,
        item TEXT NOT NULL,
        snippet TEXT NOT NULL,
        content TEXT NOT NULL,
        PRIMARY KEY (pack, item)
    ) WITHOUT ROWID;

    CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

    CREATE VIRTUAL TABLE found USING fts5 (
        title, shortcut, labels, body,
        content = 'snippets', content_rowid = 'row', prefix = '1 2 3', tokenize = 'unicode61 remove_diacritics 2'
    );
    CREATE VIRTUAL TABLE found_words USING fts5vocab (found, row);

    CREATE TRIGGER snippets_added AFTER INSERT ON snippets WHEN new.deleted IS NULL BEGIN
        INSERT INTO found (rowid, title, shortcut, labels, body)
        VALUES (new.row, new.title, new.shortcut, new.labels, new.body);
        INSERT OR IGNORE INTO facets SELECT 'situation', value, new.row FROM json_each(new.situations);
        INSERT OR IGNORE INTO facets SELECT 'emotion', value, new.row FROM json_each(new.emotions);
        INSERT OR IGNORE INTO facets SELECT 'step', value, new.row FROM json_each(new.steps);
        INSERT OR IGNORE INTO facets SELECT 'tag', value, new.row FROM json_each(new.tags);
    END;
    -- One trigger, not one for each half: SQLite does not promise in which order two would run.
    CREATE TRIGGER snippets_changed
    AFTER UPDATE OF title, body, shortcut, tags, steps, situations, emotions, folder, deleted ON snippets BEGIN
        INSERT INTO found (found, rowid, title, shortcut, labels, body)
        SELECT 'delete', old.row, old.title, old.shortcut, old.labels, old.body WHERE old.deleted IS NULL;
        DELETE FROM facets WHERE row = old.row;
        INSERT INTO found (rowid, title, shortcut, labels, body)
        SELECT new.row, new.title, new.shortcut, new.labels, new.body WHERE new.deleted IS NULL;
        INSERT OR IGNORE INTO facets
        SELECT 'situation', value, new.row FROM json_each(new.situations) WHERE new.deleted IS NULL
        UNION ALL SELECT 'emotion', value, new.row FROM json_each(new.emotions) WHERE new.deleted IS NULL
        UNION ALL SELECT 'step', value, new.row FROM json_each(new.steps) WHERE new.deleted IS NULL
        UNION ALL SELECT 'tag', value, new.row FROM json_each(new.tags) WHERE new.deleted IS NULL;
    END;
    CREATE TRIGGER snippets_removed AFTER DELETE ON snippets WHEN old.deleted IS NULL BEGIN
        INSERT INTO found (found, rowid, title, shortcut, labels, body)
        VALUES ('delete', old.row, old.title, old.shortcut, old.labels, old.body);
        DELETE FROM facets WHERE row = old.row;
    END;
    """,
    """
    -- Packs that were installed here. ``sha256`` is of the file in force: a file that differs was being replaced, or was
    -- changed by hand. ``removing`` is 1 from the moment a pack is removed until its file is gone.
    CREATE TABLE packs (
        id TEXT PRIMARY KEY,
        version TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        source TEXT NOT NULL,
        installed TEXT NOT NULL,
        updated TEXT NOT NULL,
        removing INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID;

    -- The key that each pack's signature must have. Kept when a pack is removed, so that it cannot come back under another.
    CREATE TABLE pack_keys (pack TEXT PRIMARY KEY, public TEXT NOT NULL, trusted TEXT NOT NULL) WITHOUT ROWID;

    CREATE TABLE subscriptions (
        source TEXT PRIMARY KEY,
        since TEXT NOT NULL,
        checked TEXT,
        due TEXT,
        failures INTEGER NOT NULL DEFAULT 0,
        problem TEXT NOT NULL DEFAULT '',
        remembered TEXT NOT NULL DEFAULT '{}'
    ) WITHOUT ROWID;
    """,
    """
    -- Beginnings of four and five letters are indexed too: "your" in 100,000 snippets is looked up in 0.3 ms instead of 4.
    DROP TABLE found_words;
    DROP TABLE found;
    CREATE VIRTUAL TABLE found USING fts5 (
        title, shortcut, labels, body,
        content = 'snippets', content_rowid = 'row', prefix = '1 2 3 4 5', tokenize = 'unicode61 remove_diacritics 2'
    );
    CREATE VIRTUAL TABLE found_words USING fts5vocab (found, row);
    INSERT INTO found (rowid, title, shortcut, labels, body)
    SELECT row, title, shortcut, labels, body FROM snippets WHERE deleted IS NULL;

    -- What came in with an export and is not known here, as JSON: kept, and given out again.
    ALTER TABLE snippets ADD COLUMN extra TEXT NOT NULL DEFAULT '';

    -- Changes to many snippets at once (an import, a move), so that each can be undone as one step.
    CREATE TABLE batches (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        label TEXT NOT NULL,
        made TEXT NOT NULL,
        undone TEXT
    );
    CREATE TABLE batch_items (
        batch INTEGER NOT NULL,
        snippet TEXT NOT NULL,
        done TEXT NOT NULL,
        before TEXT,
        stamp TEXT NOT NULL,  -- the hash of the content it left behind, or when it went to the trash
        PRIMARY KEY (batch, snippet)
    ) WITHOUT ROWID;
    """,
    """
    -- What each subscription offered when it was last asked: JSON list of {"pack", "title", "version"}.
    ALTER TABLE subscriptions ADD COLUMN offered TEXT NOT NULL DEFAULT '[]';
    """,
)
