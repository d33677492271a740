CREATE TABLE celery_taskmeta (
    id INTEGER NOT NULL AUTO_INCREMENT,
    task_id VARCHAR(155),
    status VARCHAR(50),
    result BLOB,
    date_done DATETIME,
    traceback TEXT,
    children BLOB,
    name VARCHAR(155),
    args BLOB,
    kwargs BLOB,
    worker VARCHAR(155),
    retries INTEGER,
    queue VARCHAR(155),
    stamps BLOB,
    PRIMARY KEY (id),
    UNIQUE (task_id)
);
CREATE INDEX ix_celery_taskmeta_date_done ON celery_taskmeta (date_done);
CREATE TABLE celery_tasksetmeta (
    id INTEGER NOT NULL AUTO_INCREMENT,
    taskset_id VARCHAR(155),
    result BLOB,
    date_done DATETIME,
    PRIMARY KEY (id),
    UNIQUE (taskset_id)
);
CREATE INDEX ix_celery_tasksetmeta_date_done ON celery_tasksetmeta (date_done);
