"""pairs.py ROWS json|parquet|pack: the pairs of the ordinary workload, found by SQL in DuckDB.

ROWS is a folder with claims.jsonl and predicates.jsonl. `pack` makes claims.parquet of the first. One thread.
"""

import sys

import duckdb

rows, form = sys.argv[1:]
db = duckdb.connect(config={"threads": 1})

CLAIMS = f"""
    SELECT claim, "by", stance, subject, predicate, object, "from", until, said
    FROM read_json('{rows}/claims.jsonl', format = 'newline_delimited', columns = {{
        claim: 'VARCHAR', "by": 'VARCHAR', stance: 'VARCHAR', subject: 'VARCHAR', predicate: 'VARCHAR', object: 'VARCHAR',
        "from": 'DATE', until: 'DATE', said: 'DATE'}})"""

if form == "pack":
    db.execute(f"COPY ({CLAIMS}) TO '{rows}/claims.parquet' (FORMAT parquet)")
    sys.exit()

source = CLAIMS if form == "json" else f"FROM read_parquet('{rows}/claims.parquet')"

# Ids end in a number that is theirs alone; a number that is an object is told apart by its sign.
db.execute(f"""
    SET preserve_insertion_order = false;
    CREATE MACRO numbered(id) AS CAST(substr(id, instr(id, '-') + 1) AS INTEGER);

    CREATE TABLE predicates AS
        SELECT row_number() OVER () :: SMALLINT AS p, * FROM read_json('{rows}/predicates.jsonl', format = 'newline_delimited');

    -- What has one value, or three ends: `ends` is where a claim ends for one that takes over from it, and the last day of which it is
    -- sure; `goes_on` the same for a claim that takes over; `outer_end` the last day on which it may still hold.
    CREATE TABLE told AS
        SELECT CAST(substr(claim, 2) AS INTEGER) AS id, "by" AS speaker, stance = 'affirms' AS affirms, p, s, o,
               least(s, o) AS low, greatest(s, o) AS high, "from" AS begins, until IS NULL AS open, said,
               coalesce(until, said) AS ends, coalesce(until, DATE '9999-01-01') AS goes_on,
               coalesce(until, greatest("from", said + 365)) AS outer_end
        FROM (SELECT *, numbered(subject) AS s, CASE WHEN object[1] BETWEEN '0' AND '9' THEN -1 - CAST(object AS INTEGER) ELSE numbered(object) END AS o
              FROM ({source})) JOIN predicates USING (predicate);

    -- One step of what follows: from one predicate to another, subject and object exchanged or not.
    CREATE TABLE steps AS
        WITH named AS (SELECT predicate AS name, p AS number FROM predicates)
        SELECT p AS a, number AS b, 0 AS turn FROM (SELECT p, unnest(implies) AS name FROM predicates) JOIN named USING (name)
        UNION ALL SELECT p, p, 1 FROM predicates WHERE "symmetric"
        UNION ALL SELECT p, number, 1 FROM (SELECT p, unnest(inverse) AS name FROM predicates) JOIN named USING (name)
        UNION ALL SELECT number, p, 1 FROM (SELECT p, unnest(inverse) AS name FROM predicates) JOIN named USING (name);
    CREATE TABLE carries AS
        WITH RECURSIVE carried(a, b, turn) AS (
            SELECT p, p, 0 FROM predicates
            UNION SELECT carried.a, steps.b, xor(carried.turn, steps.turn) FROM carried JOIN steps ON steps.a = carried.b)
        FROM carried;
    CREATE TABLE excludes AS
        WITH named AS (SELECT predicate AS name, p AS number FROM predicates),
             said_once AS (SELECT p, number AS q FROM (SELECT p, unnest(excludes) AS name FROM predicates) JOIN named USING (name)),
             both_ways AS (FROM said_once UNION SELECT q, p FROM said_once)
        SELECT DISTINCT x.a, y.a AS b, xor(x.turn, y.turn) AS turn
        FROM both_ways JOIN carries x ON x.b = both_ways.p JOIN carries y ON y.b = both_ways.q;

    -- Whether the second takes over from the first.
    CREATE MACRO takes_over(begins1, open1, ends1, begins2, goes_on2) AS
        begins2 >= ends1 AND goes_on2 >= ends1 AND (begins2 > begins1 OR begins2 = begins1 AND NOT open1)
        AND NOT (begins2 = begins1 AND goes_on2 = ends1);

    CREATE TABLE met AS
        SELECT x.id AS a, y.id AS b, 'denial' AS mechanism
        FROM told x JOIN told y ON x.low = y.low AND x.high = y.high
        JOIN carries ON carries.a = x.p AND carries.b = y.p AND carries.turn = CAST(x.s <> y.s AS INTEGER)
        WHERE x.affirms AND NOT y.affirms AND x.begins <= y.outer_end AND y.begins <= x.outer_end
        UNION ALL
        SELECT x.id, y.id, 'exclusion'
        FROM told x JOIN told y ON x.low = y.low AND x.high = y.high
        JOIN excludes ON excludes.a = x.p AND excludes.b = y.p AND excludes.turn = CAST(x.s <> y.s AS INTEGER)
        WHERE x.id < y.id AND x.affirms AND y.affirms AND x.begins <= y.outer_end AND y.begins <= x.outer_end;
    INSERT INTO met
        WITH valued AS (
            SELECT told.*, carries.b AS f FROM told JOIN carries ON carries.a = told.p JOIN predicates ON predicates.p = carries.b
            WHERE functional AND affirms)
        SELECT DISTINCT x.id, y.id, 'functional' FROM valued x JOIN valued y ON x.f = y.f AND x.s = y.s
        WHERE x.id < y.id AND x.o <> y.o AND x.begins <= y.outer_end AND y.begins <= x.outer_end;
""")

# Succession, certainty and the rule are asked of the few that are left.
found = db.execute("""
    SELECT format('{{"a":"c{:08d}","b":"c{:08d}","mechanism":"{}","rule":"{}","certain":{},"ruled":null}}', least(a, b), greatest(a, b), mechanism,
        CASE WHEN x.speaker <> y.speaker THEN 'dispute' WHEN x.said <> y.said THEN 'reversal' ELSE 'self-contradiction' END,
        CASE WHEN greatest(x.begins, y.begins) <= least(x.ends, y.ends)
             OR mechanism = 'denial' AND y.begins <= x.begins AND x.outer_end <= y.ends THEN 'true' ELSE 'false' END)
    FROM met JOIN told x ON x.id = a JOIN told y ON y.id = b
    WHERE NOT takes_over(x.begins, x.open, x.ends, y.begins, y.goes_on) AND NOT takes_over(y.begins, y.open, y.ends, x.begins, x.goes_on)
    ORDER BY least(a, b), greatest(a, b), mechanism
""")
while lines := found.fetchmany(10_000):
    sys.stdout.write("".join(line + "\n" for (line,) in lines))
