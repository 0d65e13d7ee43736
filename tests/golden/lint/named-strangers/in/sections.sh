# a config, for all that its name says
net:
  port: 70001
