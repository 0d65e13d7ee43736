storage:
  dbPath: /data/db
net:
  port: ${port}
  bindIp: 127.0.0.1,${private_ip}
%{ if replica_set != "" ~}
replication:
  replSetName: ${replica_set}
%{ endif ~}
security:
  keyFile: ${keyfile}
  authorization: "enabled"
